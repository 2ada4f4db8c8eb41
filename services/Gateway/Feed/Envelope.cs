using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using Platform.Contracts;

namespace Platform.Gateway.Feed;

/// <summary>An event with its place, and its envelope as it goes through every door.</summary>
/// <param name="Place">Its place in the log.</param>
/// <param name="Id">Its id, the same each time it is delivered.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Json">The envelope (<see cref="DocumentEvent"/>) as UTF-8 JSON on one line, at most <see cref="DocumentEvent.MaxBytes"/>.</param>
/// <param name="Traceparent">The trace context (W3C) of what made it true; null in events that were written without one.</param>
public sealed record LoggedEvent(Cursor Place, Guid Id, string Type, DateTimeOffset Time, byte[] Json, string? Traceparent);

/// <summary>Writes envelopes from rows of the log. The data is passed on as the database holds it: taking it apart and writing it anew cost most of a reading.</summary>
internal sealed class Envelope
{
    /// <summary>The columns that <see cref="Read"/> wants, in their order.</summary>
    public const string Columns = "epoch, xid, seq, id, type, time, source, arrival_id, document_id, traceparent, data::text";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private readonly Utf8JsonWriter _json;

    public Envelope() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The place of a row.</summary>
    public static Cursor Place(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetFieldValue<ulong>(1), row.GetInt64(2));

    /// <summary>The event of a row.</summary>
    public LoggedEvent Read(NpgsqlDataReader row)
    {
        var place = Place(row);
        var id = row.GetGuid(3);
        var type = row.GetString(4);
        var time = row.GetFieldValue<DateTimeOffset>(5);
        var data = row.GetFieldValue<byte[]>(10);
        Write(data);
        if (_buffer.WrittenCount > DocumentEvent.MaxBytes)
        {
            Write(data: null);
        }

        return new LoggedEvent(place, id, type, time, _buffer.WrittenSpan.ToArray(), row.IsDBNull(9) ? null : row.GetString(9));

        void Write(byte[]? data)
        {
            _buffer.ResetWrittenCount();
            _json.Reset();
            var arrival = row.GetGuid(7);
            _json.WriteStartObject();
            _json.WriteString("specversion"u8, "1.0"u8);
            _json.WriteString("id"u8, id);
            _json.WriteString("source"u8, "/sources/" + Uri.EscapeDataString(row.GetString(6)));
            _json.WriteString("type"u8, type);
            _json.WriteString("subject"u8, $"arrivals/{arrival}");
            _json.WriteString("time"u8, time);
            _json.WriteString("datacontenttype"u8, "application/json"u8);
            _json.WriteString("sequence"u8, place.Sequence);
            _json.WriteString("partitionkey"u8, row.IsDBNull(8) ? arrival : row.GetGuid(8));
            if (!row.IsDBNull(9))
            {
                _json.WriteString("traceparent"u8, row.GetString(9));
            }

            if (data is null)
            {
                _json.WriteString("dataref"u8, $"/v1/events/{place.Sequence}/data");
            }
            else
            {
                _json.WritePropertyName("data"u8);
                _json.WriteRawValue(data, skipInputValidation: true);
            }

            _json.WriteEndObject();
            _json.Flush();
        }
    }
}
