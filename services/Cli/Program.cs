using System.CommandLine;
using Platform.Cli;
using Platform.Cli.Commands;
using Platform.Cli.Import;

return await Invocation.RunAsync(
    new RootCommand(Texts.Root)
    {
        Connection.Url,
        Connection.KeyFile,
        Print.Json,
        StatusCommand.Create(),
        ImportCommand.Create(),
        ParseCommand.Create(),
        TailCommand.Create(),
        SearchCommand.Create(),
        SourcesCommand.Create(),
        BatchesCommand.Create(),
        FailuresCommand.Create(),
        RetryCommand.Create(),
        ReparseCommand.Create(),
        SubscriptionsCommand.Create(),
    },
    args);
