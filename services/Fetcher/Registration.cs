using Platform.Hosting;
using Platform.RawContent;

namespace Platform.Fetcher;

/// <summary>What <c>Program.cs</c> registers whose settings need a check of their own.</summary>
internal static class Registration
{
    public static void AddContent(this WebApplicationBuilder builder)
    {
        var root = builder.Configuration.Required("Content:Root");
        var inbox = Path.GetFullPath(builder.Configuration.Required("Inbox:Root")) + "/";
        if ((Path.GetFullPath(root) + "/").StartsWith(inbox, StringComparison.Ordinal))
        {
            throw new BadSettingException("Content__Root must not lie in Inbox__Root: what is fetched would be observed again.");
        }

        try
        {
            builder.Services.AddSingleton(new FileContentStore(root));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new BadSettingException($"Content__Root cannot be used: {unusable.Message}", unusable);
        }
    }
}
