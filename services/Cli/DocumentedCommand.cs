using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Platform.Cli;

/// <summary>A command whose help ends with more than a sentence, which the list of all commands leaves out.</summary>
internal sealed class DocumentedCommand(string name, string description, string more) : Command(name, description)
{
    /// <summary>Examples, and what else is to be known.</summary>
    public string More => more;

    /// <summary>Lets a root's <c>--help</c> show it.</summary>
    public static void ShowIn(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Help((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class Help(SynchronousCommandLineAction standard) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = standard.Invoke(parseResult);
            if (parseResult.CommandResult.Command is DocumentedCommand { More: var more })
            {
                parseResult.InvocationConfiguration.Output.WriteLine(more);
            }

            return code;
        }
    }
}
