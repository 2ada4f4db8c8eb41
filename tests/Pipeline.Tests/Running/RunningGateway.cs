using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Pipeline.Tests.Running;

/// <summary>One Gateway, or several, on a fresh database whose event log the test writes as Storage does; no other service runs.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gateway-");
    private readonly List<ServiceProcess> _processes = [];
    private readonly Dictionary<string, string> _settings;

    private RunningGateway(string admin, string rabbitMq, IReadOnlyDictionary<string, string> settings)
    {
        Admin = admin;
        Storage = NpgsqlDataSource.Create(Database.As("storage", admin));
        _settings = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["ConnectionStrings__Postgres"] = Database.As("gateway", admin),
            ["ConnectionStrings__RabbitMq"] = rabbitMq,
            ["Content__Root"] = _folder.CreateSubdirectory("content").FullName,
            ["Gateway__KeyRing"] = _folder.CreateSubdirectory("keys").FullName,
        };
    }

    /// <summary>Pauses of a second at most, where the default is for people; loopback allowed.</summary>
    public static IReadOnlyDictionary<string, string> Impatient { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Gateway__Webhooks__AllowedNetworks"] = "127.0.0.0/8",
        ["Gateway__Webhooks__RetryAfter"] = "00:00:00.2,00:00:00.2,00:00:00.2,00:00:00.2",
        ["Gateway__Webhooks__ThrottlePause"] = "00:00:01",
        ["Gateway__Webhooks__Timeout"] = "00:00:02",
    };

    public string Admin { get; }

    /// <summary>The database as the writer of the log sees it.</summary>
    public NpgsqlDataSource Storage { get; }

    public ServiceProcess First => _processes[0];

    public PlatformClient Client { get; private set; } = null!;

    public static async Task<RunningGateway> StartAsync(Servers servers, IReadOnlyDictionary<string, string>? settings = null)
    {
        var running = new RunningGateway(await servers.CreateDatabaseAsync(migrated: true), servers.RabbitMq, settings ?? Impatient);
        try
        {
            await running.AddAsync();
            var key = await Shell.RunAsync("dotnet", [ServiceProcess.Binary("Gateway"), "issue-key", "tests"], running._settings);
            running.Client = new PlatformClient(running.First.Address, key.Trim());
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another Gateway on the same database.</summary>
    public async Task<ServiceProcess> AddAsync()
    {
        var log = _folder.CreateSubdirectory("log-" + _processes.Count.ToString(CultureInfo.InvariantCulture)).FullName;
        var process = new ServiceProcess("Gateway", _settings, log);
        _processes.Add(process);
        process.Start();
        await process.UntilReadyAsync();
        return process;
    }

    /// <summary>Appends events in one transaction, and rings.</summary>
    /// <returns>Their ids in log order.</returns>
    public async Task<List<Guid>> AppendAsync(int count, string type = "document.stored.v1", string source = "inbox", string data = "{}")
    {
        await using var connection = await Storage.OpenConnectionAsync();
        var ids = await AppendAsync(connection, count, type, source, data);
        await using var bell = new NpgsqlCommand("NOTIFY library_events", connection);
        await bell.ExecuteNonQueryAsync();
        return ids;
    }

    /// <summary>Appends events over a connection, in its transaction where it has one.</summary>
    public static async Task<List<Guid>> AppendAsync(
        NpgsqlConnection connection, int count, string type = "document.stored.v1", string source = "inbox", string data = "{}")
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO library.events (epoch, id, type, time, source, arrival_id, document_id, data)
            SELECT (SELECT max(epoch) FROM library.feed), id, $2, now(), $3, id, id,
                jsonb_build_object('arrival_id', id, 'source', $3, 'name', 'document ' || place, 'content_hash', md5(id::text) || md5(id::text)) || $4
            FROM unnest($1) WITH ORDINALITY AS new (id, place) ORDER BY place
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter { Value = data, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
        return [.. ids];
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Storage.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
