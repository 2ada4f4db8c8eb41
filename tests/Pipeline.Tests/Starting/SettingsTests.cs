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
        ["Inbox__Root"] = "/tmp/platform-settings-test/inbox",
        ["Gateway__KeyRing"] = "/tmp/platform-settings-test/keys",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData("Fetcher", "ConnectionStrings__Postgres", "")]
    [InlineData("Fetcher", "ConnectionStrings__Postgres", "Hosst=nowhere")]
    [InlineData("Fetcher", "ConnectionStrings__RabbitMq", "")]
    [InlineData("Fetcher", "ConnectionStrings__RabbitMq", "http://localhost")]
    [InlineData("Fetcher", "Content__Root", "")]
    [InlineData("Fetcher", "Inbox__Root", "")]
    [InlineData("Fetcher", "Inbox__MaxBytes", "-1")]
    [InlineData("Fetcher", "Inbox__SettleTime", "soon")]
    [InlineData("Fetcher", "Ledger__InFlightLimit", "0")]
    [InlineData("Parser", "ConnectionStrings__RabbitMq", "")]
    [InlineData("Parser", "Content__Root", "")]
    [InlineData("Storage", "ConnectionStrings__Postgres", "")]
    [InlineData("Storage", "ConnectionStrings__Postgres", "nonsense")]
    [InlineData("Storage", "ConnectionStrings__RabbitMq", "amqp//x")]
    [InlineData("Gateway", "ConnectionStrings__Postgres", "")]
    [InlineData("Gateway", "Gateway__KeyRing", "")]
    public async Task A_bad_setting_is_one_sentence_that_names_it_and_exit_code_78(string service, string setting, string value)
    {
        var settings = new Dictionary<string, string>(Good, StringComparer.Ordinal) { [setting] = value };

        var (code, _, error) = await Shell.TryAsync("dotnet", [ServiceProcess.Binary(service)], settings);

        Assert.Equal(78, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains(setting, error, StringComparison.Ordinal);
    }
}
