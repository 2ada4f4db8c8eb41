using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Platform.Pipeline.Tests.Running;
using Platform.Storage;
using Xunit;

namespace Platform.Pipeline.Tests.Keeping;

/// <summary><c>Storage --migrate</c>.</summary>
public sealed class MigrateTests(Servers servers)
{
    [Fact]
    public async Task Four_at_once_bring_an_empty_schema_up_to_date_and_none_fails()
    {
        var admin = await servers.CreateDatabaseAsync(migrated: false);

        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync(Database.As("storage", admin))));

        Assert.All(ends, end => Assert.True(end.Code == 0, end.Error));
        Assert.Equal(Context(admin).Database.GetMigrations().Count(), await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM library.\"__EFMigrationsHistory\""));
    }

    [Fact]
    public async Task The_schema_before_the_last_change_is_brought_up_to_date_with_what_is_in_it()
    {
        var admin = await servers.CreateDatabaseAsync(migrated: false);
        await using var context = Context(admin);
        await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().SkipLast(1).Last(), TestContext.Current.CancellationToken);
        await Database.ExecuteAsync(admin, """
            INSERT INTO library.outcomes (arrival_id, outcome, source, name, size, observed_at, settled_at)
            SELECT gen_random_uuid(), 'rejected', 'inbox', n || '.txt', n, now(), now() FROM generate_series(1, 40) n
            """);

        var end = await MigrateAsync(Database.As("storage", admin));

        Assert.True(end.Code == 0, end.Error);
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(40, await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM library.outcomes"));
    }

    [Fact]
    public async Task Records_from_before_what_was_given_was_kept_have_it_from_their_evidence_and_are_indexed_again()
    {
        var admin = await servers.CreateDatabaseAsync(migrated: false);
        await using var context = Context(admin);
        await context.GetService<IMigrator>().MigrateAsync("Revisions", TestContext.Current.CancellationToken);
        await Database.ExecuteAsync(admin, """
            INSERT INTO library.records (document_id, arrival_id, content_hash, source, name, size, media_type, authors, text, blocks, evidence, removed, warnings, word_count, parser_version, partial, stored_at)
            SELECT gen_random_uuid(), gen_random_uuid(), n::text, 'inbox', n || '.txt', n, 'text/plain', ARRAY['Anna Example', 'B. Other'], 'text', '[]', CASE WHEN n = 1 THEN
                '[{"field": "title", "value": "Given", "rule": "given"}, {"field": "authors", "value": "Anna Example", "rule": "given"}, {"field": "language", "value": "en", "rule": "letters"}]'::jsonb
                ELSE '[{"field": "title", "value": "Found", "rule": "heading"}]' END, '[]', '{}', 1, '0.1.0', false, now() FROM generate_series(1, 3) n
            """);
        await Database.ExecuteAsync(admin, "DELETE FROM library.unindexed");

        var end = await MigrateAsync(Database.As("storage", admin));

        Assert.True(end.Code == 0, end.Error);
        Assert.Equal("""{"title": "Given", "authors": ["Anna Example", "B. Other"]}""", await Database.ScalarAsync<string>(admin, "SELECT given::text FROM library.records WHERE content_hash = '1'"));
        Assert.Equal(2, await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM library.records WHERE given IS NULL AND source_tags = '{}'"));
        Assert.Equal(3, await Database.ScalarAsync<long>(admin, "SELECT count(*) FROM library.unindexed"));
    }

    [Fact]
    public async Task A_database_that_is_away_is_one_sentence_and_an_exit_code()
    {
        var end = await MigrateAsync("Host=127.0.0.1;Port=1;Database=platform;Username=platform_storage;Password=none");

        Assert.Equal(69, end.Code);
        Assert.Single(end.Error.TrimEnd().Split('\n'));
    }

    private static Task<(int Code, string Output, string Error)> MigrateAsync(string connection) => Shell.TryAsync(
        "dotnet", [ServiceProcess.Binary("Storage"), "--migrate"], new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Postgres"] = connection });

    private static LibraryContext Context(string admin)
    {
        var options = new DbContextOptionsBuilder<LibraryContext>();
        LibraryContext.Configure(options, NpgsqlDataSource.Create(Database.As("storage", admin)));
        return new LibraryContext(options.Options);
    }
}
