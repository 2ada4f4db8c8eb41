namespace Platform.Fetcher.Containers;

/// <summary>What a container's reader comes upon, before it is read.</summary>
/// <param name="Name">Its path inside: as text where the container says it as text, else its bytes one to a character.</param>
/// <param name="IsText">Whether <paramref name="Name"/> is text.</param>
/// <param name="Refusal">Why it is not read; null where it is.</param>
/// <param name="StatedSize">Its size as the container states it; null where it states none.</param>
/// <param name="Open">Opens it; called at once or never.</param>
internal sealed record FoundMember(string Name, bool IsText, Contracts.Reason? Refusal, long? StatedSize, Func<Stream> Open);
