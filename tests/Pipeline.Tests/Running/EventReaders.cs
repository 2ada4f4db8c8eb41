using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Platform.Pipeline.Tests.Running;

/// <summary>A subscriber over SSE as EventSource behaves: it connects again by itself and says where it was.</summary>
public sealed class SseReader(Uri gateway, string key, string path = "/v1/events/stream") : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>The events in the order they came.</summary>
    public ConcurrentQueue<JsonElement> Events { get; } = new();

    public string? LastEventId { get; private set; }

    public SseReader Start(string? lastEventId = null)
    {
        LastEventId = lastEventId;
        _reading = Task.Run(ReadAsync);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = gateway };
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                if (LastEventId is not null)
                {
                    request.Headers.Add("Last-Event-ID", LastEventId);
                }

                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
                answer.EnsureSuccessStatusCode();
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_stop.Token));
                await ReadEventsAsync(lines);
            }
            catch (Exception passing) when (passing is HttpRequestException or IOException)
            {
                await Task.Delay(100, CancellationToken.None); // an EventSource waits too before it connects again
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadEventsAsync(StreamReader lines)
    {
        string? id = null;
        string? data = null;
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.Length == 0 && data is not null)
            {
                Events.Enqueue(JsonDocument.Parse(data).RootElement);
                LastEventId = id;
                (id, data) = (null, null);
            }
        }
    }
}

/// <summary>A subscriber over AMQP with a durable queue of its own, which connects again when the broker comes back.</summary>
public sealed class AmqpReader(string broker) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _queue = "test-subscriber-" + Guid.NewGuid().ToString("N");
    private readonly TaskCompletionSource _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;

    /// <summary>Bodies in the order they came; one that was delivered twice stands here twice.</summary>
    public ConcurrentQueue<(string MessageId, string RoutingKey, string? ContentType, JsonElement Body)> Events { get; } = new();

    /// <summary>The trace context that each event came with, by the id of its message.</summary>
    public ConcurrentDictionary<string, string> Traceparents { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts reading and returns once the queue is bound, so that nothing published from then on is missed.</summary>
    public async Task StartAsync()
    {
        _reading = Task.Run(ReadAsync);
        await _bound.Task.WaitAsync(Wait.Bound);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ConsumeUntilClosedAsync();
            }
            catch (Exception passing) when (passing is BrokerUnreachableException or OperationInterruptedException or IOException or AlreadyClosedException)
            {
                await Task.Delay(200, CancellationToken.None); // the broker is away; any client waits before it tries again
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ConsumeUntilClosedAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker), AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(_stop.Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: _stop.Token);
        await channel.ExchangeDeclareAsync("platform.events", ExchangeType.Topic, durable: true, cancellationToken: _stop.Token);
        await channel.QueueDeclareAsync(
            _queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }, cancellationToken: _stop.Token);
        await channel.QueueBindAsync(_queue, "platform.events", "document.#", cancellationToken: _stop.Token);
        _bound.TrySetResult();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (delivery.BasicProperties.Headers?.TryGetValue("traceparent", out var trace) == true && trace is byte[] text)
            {
                Traceparents[delivery.BasicProperties.MessageId!] = System.Text.Encoding.ASCII.GetString(text);
            }

            Events.Enqueue((
                delivery.BasicProperties.MessageId!, delivery.RoutingKey, delivery.BasicProperties.ContentType,
                JsonDocument.Parse(delivery.Body.ToArray()).RootElement));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, _stop.Token);
        await closed.Task.WaitAsync(_stop.Token);
    }
}
