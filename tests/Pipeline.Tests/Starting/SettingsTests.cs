using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Starting;

/// <summary>A bad setting ends a service at its start with one sentence that names it.</summary>
public sealed class SettingsTests
{
    private static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["ConnectionStrings__Postgres"] = "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none",
        ["ConnectionStrings__RabbitMq"] = "amqp://nobody:none@127.0.0.1:1/none",
        ["Content__Root"] = "/tmp/platform-settings-test/content",
        ["Sources__inbox__Root"] = "/tmp/platform-settings-test/inbox",
        ["Gateway__KeyRing"] = "/tmp/platform-settings-test/keys",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData("Fetcher", "ConnectionStrings__Postgres", "")]
    [InlineData("Fetcher", "ConnectionStrings__Postgres", "Hosst=nowhere")]
    [InlineData("Fetcher", "ConnectionStrings__RabbitMq", "")]
    [InlineData("Fetcher", "ConnectionStrings__RabbitMq", "http://localhost")]
    [InlineData("Fetcher", "Content__Root", "")]
    [InlineData("Fetcher", "Sources__inbox__Root", "")]
    [InlineData("Fetcher", "Sources__inbox__MaxBytes", "-1")]
    [InlineData("Fetcher", "Sources__inbox__SettleTime", "soon")]
    [InlineData("Fetcher", "Sources__inbox__Kind", "carrier-pigeon")]
    [InlineData("Fetcher", "Sources__inbox__Include__0", "../up/*", "Sources__inbox__Include", "../up/*")]
    [InlineData("Fetcher", "Sources__inbox__Watch", "sometimes")]
    [InlineData("Fetcher", "Sources__inbox__Language", "Klingon!")]
    [InlineData("Fetcher", "Sources__inbox__Tags__0", "two\nlines", "Sources__inbox__Tags")]
    [InlineData("Fetcher", "OTEL_TRACES_SAMPLER_ARG", "much")]
    [InlineData("Gateway", "Gateway__OpenIdConnect__Authority", "http://login.example.org")]
    [InlineData("Gateway", "Gateway__OpenIdConnect__Authority", "https://login.example.org", "Gateway__OpenIdConnect__ClientId")]
    [InlineData("Gateway", "Gateway__OpenIdConnect__ClientId", "platform", "Gateway__OpenIdConnect__Authority")]
    [InlineData("Fetcher", "Sources__inbox__NoSuchOption", "x", "Sources__inbox", "NoSuchOption")]
    [InlineData("Fetcher", "Sources__Inbox2__Root", "/tmp/platform-settings-test/second", "Sources__Inbox2")]
    [InlineData("Fetcher", "Sources__upload__Root", "/tmp/platform-settings-test/second", "Sources__upload")]
    [InlineData("Fetcher", "Sources__second__Root", "/tmp/platform-settings-test/inbox/within", "Sources__second__Root", "Sources__inbox__Root")]
    [InlineData("Fetcher", "Content__Root", "/tmp/platform-settings-test/inbox/content", "Content__Root", "Sources__inbox__Root")]
    [InlineData("Fetcher", "Inbox__Root", "/tmp/platform-settings-test/inbox", "Inbox__Root", "Sources__inbox__Root")]
    [InlineData("Fetcher", "Ledger__InFlightLimit", "0")]
    [InlineData("Fetcher", "Web__AllowedNetworks", "10.0.0/8/8")]
    [InlineData("Fetcher", "Web__Timeout", "0")]
    [InlineData("Fetcher", "Sources__news__Kind", "feed", "Sources__news__Url")]
    [InlineData("Fetcher", "Sources__news__Kind", "site", "Sources__news__Urls__0", "Sources__news__Sitemaps__0")]
    [InlineData("Fetcher", "Sources__news__Kind", "mailbox", "Sources__news__Host")]
    [InlineData("Parser", "ConnectionStrings__RabbitMq", "")]
    [InlineData("Parser", "Content__Root", "")]
    [InlineData("Storage", "ConnectionStrings__Postgres", "")]
    [InlineData("Storage", "ConnectionStrings__Postgres", "nonsense")]
    [InlineData("Storage", "ConnectionStrings__RabbitMq", "amqp//x")]
    [InlineData("Gateway", "ConnectionStrings__Postgres", "")]
    [InlineData("Gateway", "Gateway__KeyRing", "")]
    [InlineData("Gateway", "Uploads__MaxBytes", "0")]
    public async Task A_bad_setting_is_one_sentence_that_names_it_and_exit_code_78(string service, string setting, string value, params string[] names)
    {
        var settings = new Dictionary<string, string>(Good, StringComparer.Ordinal) { [setting] = value };

        var (code, _, error) = await Shell.TryAsync("dotnet", [ServiceProcess.Binary(service)], settings);

        Assert.Equal(78, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.All(names.Length > 0 ? names : [setting], name => Assert.Contains(name, error, StringComparison.Ordinal));
    }
}
