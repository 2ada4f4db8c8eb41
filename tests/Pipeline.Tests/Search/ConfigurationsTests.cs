using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Search;

/// <summary>What holds for the rules of every language that the server has.</summary>
public sealed class ConfigurationsTests(Servers servers)
{
    [Theory]
    [InlineData("Málaga", "MALAGA")]
    [InlineData("Ďáblice", "dablice")]
    [InlineData("Ёлка", "елка")]
    [InlineData("Αθήνα", "αθηνα")]
    public async Task Neither_accents_nor_case_keep_a_word_from_being_found_in_any_configuration(string written, string asked)
    {
        var admin = await servers.CreateDatabaseAsync(migrated: true);
        Assert.InRange(await Database.ScalarAsync<long>(admin, "SELECT count(DISTINCT name) FROM library.configurations"), 20, 100);

        // As the index and the query read them.
        var deaf = await Database.ColumnAsync(admin, $"""
            SELECT name FROM (SELECT name FROM library.configurations UNION SELECT 'plain') AS c CROSS JOIN LATERAL CAST('library.' || quote_ident(name) AS regconfig) AS configuration
            WHERE NOT (to_tsvector(configuration, library.unaccent('{written}')) @@ websearch_to_tsquery(configuration, library.unaccent('{asked}')))
            """);

        Assert.Empty(deaf);
    }
}
