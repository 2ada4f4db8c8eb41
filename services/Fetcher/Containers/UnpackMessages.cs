using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;

namespace Platform.Fetcher.Containers;

/// <summary>What the Fetcher asks its unpacking process, one line of JSON.</summary>
/// <param name="Path">Where the container's bytes lie in the content store.</param>
/// <param name="Kind">One of <see cref="ContainerKinds"/>.</param>
/// <param name="Name">The container's label.</param>
/// <param name="MostMembers">How many members it may have.</param>
/// <param name="MostBytes">To how many bytes it may unpack.</param>
/// <param name="MemberBytes">How many bytes each of them may have.</param>
/// <param name="MostRatio">How many times its own size it may unpack to, beyond <see cref="ContainerSettings.AlwaysAllowed"/> bytes.</param>
internal sealed record UnpackRequest(string Path, string Kind, string Name, int MostMembers, long MostBytes, long MemberBytes, int MostRatio);

/// <summary>One member, whose bytes are staged in the content store, or why it is refused.</summary>
/// <param name="Index">Its place among the container's members: always the same for the same bytes.</param>
/// <param name="Name">Its path inside, as text.</param>
/// <param name="Size">Its bytes as they were counted.</param>
/// <param name="Hash">SHA-256; null where it is refused.</param>
/// <param name="Temporary">Where the staged bytes lie; null where it is refused.</param>
/// <param name="Container">What kind of container it is itself; null for none.</param>
/// <param name="Refusal">Why it is not taken; null where it is.</param>
internal sealed record UnpackedMember(int Index, string Name, long Size, string? Hash, string? Temporary, string? Container, Reason? Refusal);

/// <summary>A line of the process: a member, or the end.</summary>
/// <param name="Member">A member; null at the end.</param>
/// <param name="End">The end; null before it.</param>
internal sealed record UnpackLine(UnpackedMember? Member, UnpackEnd? End);

/// <summary>How unpacking ended.</summary>
/// <param name="Members">What was found. What is staged must be kept or discarded.</param>
/// <param name="LeftOut">Files that programs leave behind, which nobody means to drop.</param>
/// <param name="Reason">Why the container is refused; null where it is read to its end.</param>
/// <param name="Trouble">Why it is to be tried again; null where it is not.</param>
internal sealed record UnpackAnswer(IReadOnlyList<UnpackedMember> Members, int LeftOut, Reason? Reason, string? Trouble);

/// <summary>See <see cref="UnpackAnswer"/>.</summary>
internal sealed record UnpackEnd(int LeftOut, Reason? Reason, string? Trouble);

[JsonSerializable(typeof(UnpackRequest))]
[JsonSerializable(typeof(UnpackLine))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class UnpackJson : JsonSerializerContext;
