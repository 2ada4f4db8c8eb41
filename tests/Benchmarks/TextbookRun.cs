using System.Diagnostics;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Contracts;
using Platform.Parser;

namespace Platform.Benchmarks;

/// <summary>
/// What one builds from MassTransit's samples: a message per document, <c>SaveChanges</c> per document, each publish awaited, all endpoints as
/// <c>ConfigureEndpoints</c> makes them. It keeps no originals, no ledger and no evidence of its own, and runs in one process, which is in its favour.
/// </summary>
public static class TextbookRun
{
    public static async Task<double> DocumentsPerSecondAsync(string warmUp, string folder, string database, string broker)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<DocumentParser>();
        builder.Services.AddSingleton(new Countdown());
        builder.Services.AddDbContext<TextbookContext>(options => options.UseNpgsql(database));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<ParseOne>();
            bus.AddConsumer<StoreOne>();
            bus.AddConsumer<SeeOne>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(broker));
                rabbit.ConfigureEndpoints(context);
            });
        });
        using var host = builder.Build();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<TextbookContext>().Database.MigrateOrCreateAsync();
        }

        await host.StartAsync();
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        await SecondsAsync(host, warmUp);
        var seconds = await SecondsAsync(host, folder);
        await host.StopAsync();
        return Directory.GetFiles(folder).Length / seconds;
    }

    private static async Task<double> SecondsAsync(IHost host, string folder)
    {
        var files = Directory.GetFiles(folder);
        var bus = host.Services.GetRequiredService<IBus>();
        var done = host.Services.GetRequiredService<Countdown>().From(files.Length);
        var clock = Stopwatch.StartNew();
        foreach (var file in files)
        {
            await bus.Publish(new OneFetched(Guid.CreateVersion7(), Path.GetFileName(file), await File.ReadAllBytesAsync(file)));
        }

        await done;
        return clock.Elapsed.TotalSeconds;
    }

    private static Task MigrateOrCreateAsync(this Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade database) => database.ExecuteSqlRawAsync("""
        CREATE TABLE IF NOT EXISTS textbook_records (id uuid PRIMARY KEY, name text NOT NULL, title text, language text, published_at text, text text NOT NULL, blocks jsonb NOT NULL);
        """);
}

/// <summary>Counts down to the moment the last event was seen.</summary>
public sealed class Countdown
{
    private TaskCompletionSource _done = new();
    private int _left;

    public Task From(int count)
    {
        _left = count;
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _done.Task;
    }

    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.SetResult();
        }
    }
}

public sealed record OneFetched(Guid Id, string Name, byte[] Content);

public sealed record OneParsed(Guid Id, string Name, ParsedDocument Document);

public sealed record OneStored(Guid Id, string? Title);

public sealed class ParseOne(DocumentParser parser) : IConsumer<OneFetched>
{
    public async Task Consume(ConsumeContext<OneFetched> context)
    {
        var parsed = parser.Parse(context.Message.Content, context.Message.Name);
        await context.Publish(new OneParsed(context.Message.Id, context.Message.Name, parsed.Document!));
    }
}

public sealed class StoreOne(TextbookContext database) : IConsumer<OneParsed>
{
    public async Task Consume(ConsumeContext<OneParsed> context)
    {
        var document = context.Message.Document;
        database.Records.Add(new TextbookRecord
        {
            Id = context.Message.Id,
            Name = context.Message.Name,
            Title = document.Title,
            Language = document.Language,
            PublishedAt = document.PublishedAt,
            Text = document.Text,
            Blocks = System.Text.Json.JsonSerializer.Serialize(document.Blocks),
        });
        await database.SaveChangesAsync(context.CancellationToken);
        await context.Publish(new OneStored(context.Message.Id, document.Title));
    }
}

public sealed class SeeOne(Countdown countdown) : IConsumer<OneStored>
{
    public Task Consume(ConsumeContext<OneStored> context)
    {
        countdown.Signal();
        return Task.CompletedTask;
    }
}

public sealed class TextbookContext(DbContextOptions<TextbookContext> options) : DbContext(options)
{
    public DbSet<TextbookRecord> Records => Set<TextbookRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<TextbookRecord>(record =>
    {
        record.ToTable("textbook_records");
        record.Property(row => row.Id).HasColumnName("id");
        record.Property(row => row.Name).HasColumnName("name");
        record.Property(row => row.Title).HasColumnName("title");
        record.Property(row => row.Language).HasColumnName("language");
        record.Property(row => row.PublishedAt).HasColumnName("published_at");
        record.Property(row => row.Text).HasColumnName("text");
        record.Property(row => row.Blocks).HasColumnName("blocks").HasColumnType("jsonb");
    });
}

public sealed class TextbookRecord
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Title { get; init; }

    public string? Language { get; init; }

    public string? PublishedAt { get; init; }

    public string Text { get; init; } = "";

    public string Blocks { get; init; } = "";
}
