using System.Collections.Concurrent;
using System.Runtime;
using System.Text.Json;
using Platform.Contracts;
using Platform.Fetcher.Sources;
using Platform.RawContent;

namespace Platform.Fetcher.Containers;

/// <summary>
/// <c>Platform.Fetcher unpack CONTENTROOT</c>: a process that reads containers for the Fetcher, so that one that crashes, hangs or swells its reader harms nothing else. Requests come as lines on
/// standard input; for each it stages the members in the content store, answers a line for each and one for the end. It has no connection string, and ends when its input does.
/// </summary>
internal sealed class UnpackVerb(FileContentStore contents)
{
    public const string Verb = "unpack";

    /// <summary>Runs until the input ends.</summary>
    public static async Task<int> RunAsync(string contentRoot)
    {
        using var requests = new BlockingCollection<string>();
        new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
            {
                requests.Add(line);
            }

            Environment.Exit(0); // also in the middle of a container: nobody waits for the answer
        }) { IsBackground = true }.Start();

        var verb = new UnpackVerb(new FileContentStore(contentRoot));
        await using var answers = new StreamWriter(Console.OpenStandardOutput());
        foreach (var line in requests.GetConsumingEnumerable())
        {
            var answer = await verb.UnpackAsync(JsonSerializer.Deserialize(line, UnpackJson.Default.UnpackRequest)!);
            foreach (var member in answer.Members)
            {
                await answers.WriteLineAsync(JsonSerializer.Serialize(new UnpackLine(member, End: null), UnpackJson.Default.UnpackLine));
            }

            await answers.WriteLineAsync(JsonSerializer.Serialize(new UnpackLine(Member: null, new UnpackEnd(answer.LeftOut, answer.Reason, answer.Trouble)), UnpackJson.Default.UnpackLine));
            await answers.FlushAsync();
        }

        return 0;
    }

    /// <summary>Unpacks one container: all of it, up to where it is damaged, or nothing where it passes a bound.</summary>
    public async Task<UnpackAnswer> UnpackAsync(UnpackRequest request)
    {
        var taken = new List<(UnpackedMember Member, bool IsText)>();
        var (leftOut, reason, trouble, keep) = (0, (Reason?)null, (string?)null, true);
        try
        {
            await using var file = new FileStream(request.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var budget = new Budget(request, file.Length);
            foreach (var (number, found) in Guarded(Archives.Members(request.Kind, file, request.Name)).Index())
            {
                if (IsLeftOut(found.Name))
                {
                    leftOut++;
                }
                else if (taken.Count == request.MostMembers)
                {
                    throw new RefusedException(Refusals.TooManyMembers);
                }
                else
                {
                    taken.Add((await TakeAsync(found, number, budget, request.MemberBytes), found.IsText));
                }
            }
        }
        catch (RefusedException refused)
        {
            reason = refused.Reason;
            keep = reason.Code == ReasonCodes.Damaged; // what lies before the damage is whole
        }
        catch (OutOfMemoryException)
        {
            (reason, keep) = (Refusals.UnpackingOverMemory, false);
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        }
        catch (Exception failing) when (failing is IOException or UnauthorizedAccessException)
        {
            (trouble, keep) = (failing.Message, false); // the content store's disk: the readers' own exceptions are refusals by now
        }

        if (taken.Count > 0 && taken.TrueForAll(member => member.Member.Refusal?.Code == ReasonCodes.Damaged))
        {
            (reason, keep) = (reason ?? Refusals.DamagedArchive, false); // nothing of it can be read
        }

        if (!keep)
        {
            taken.ForEach(member => Discard(member.Member));
            taken.Clear();
        }

        return new UnpackAnswer(Named(taken), leftOut, reason, trouble);
    }

    private static void Discard(UnpackedMember member)
    {
        if (member.Temporary is not null)
        {
            File.Delete(member.Temporary);
        }
    }

    /// <summary>What packing programs leave beside the documents.</summary>
    private static bool IsLeftOut(string name)
    {
        var path = MemberNames.Normal(name);
        return path.StartsWith("__MACOSX/", StringComparison.Ordinal) || Array.Exists(path.Split('/'), part => FolderScan.IsJunk(part));
    }

    private async Task<UnpackedMember> TakeAsync(FoundMember found, int number, Budget budget, long memberBytes)
    {
        var refusal = found.Refusal ?? (MemberNames.IsSafe(MemberNames.Normal(found.Name)) ? null : Refusals.UnsafePath)
            ?? (found.StatedSize > memberBytes ? Refusals.MemberTooLarge(memberBytes) : null);
        if (refusal is not null)
        {
            return new UnpackedMember(number, found.Name, found.StatedSize ?? 0, null, null, null, refusal);
        }

        var bytes = new CountedStream(found.Open, budget);
        try
        {
            await using (bytes)
            {
                var staged = await contents.StageAsync(bytes, memberBytes, CancellationToken.None);
                return Staged(found, number, staged);
            }
        }
        catch (ContentTooLargeException)
        {
            return new UnpackedMember(number, found.Name, bytes.Count, null, null, null, Refusals.MemberTooLarge(memberBytes));
        }
        catch (BrokenMemberException broken)
        {
            return new UnpackedMember(number, found.Name, bytes.Count, null, null, null, broken.InnerException is RefusedException refused ? refused.Reason : Refusals.DamagedMember);
        }
    }

    private static UnpackedMember Staged(FoundMember found, int number, StagedContent staged)
    {
        var refusal = staged.Content.Size == 0 ? Refusals.Empty
            : found.StatedSize is { } stated && stated != staged.Content.Size ? Refusals.LyingMember(stated, staged.Content.Size) : null;
        if (refusal is not null)
        {
            FileContentStore.Discard(staged);
            return new UnpackedMember(number, found.Name, staged.Content.Size, null, null, null, refusal);
        }

        using var handle = File.OpenHandle(staged.Temporary);
        return new UnpackedMember(number, found.Name, staged.Content.Size, staged.Content.Hash, staged.Temporary, Sniffing.KindOf(handle), Refusal: null);
    }

    private static List<UnpackedMember> Named(List<(UnpackedMember Member, bool IsText)> members)
    {
        var decoded = new Queue<string>(MemberNames.Decode([.. members.Where(member => !member.IsText).Select(member => member.Member.Name)]));
        return members.ConvertAll(member => member.Member with { Name = MemberNames.Normal(member.IsText ? member.Member.Name : decoded.Dequeue()) });
    }

    /// <summary>Whatever an archive reader throws says that the archive is damaged, or locked.</summary>
    private static IEnumerable<FoundMember> Guarded(IEnumerable<FoundMember> members)
    {
        using var each = members.GetEnumerator();
        while (true)
        {
            try
            {
                if (!each.MoveNext())
                {
                    yield break;
                }
            }
            catch (Exception failure) when (failure is not (RefusedException or OutOfMemoryException))
            {
                throw new RefusedException(IsAboutPassword(failure) ? Refusals.EncryptedArchive : Refusals.DamagedArchive, failure);
            }

            yield return each.Current;
        }
    }

    internal static bool IsAboutPassword(Exception failure) => failure is System.Security.Cryptography.CryptographicException or SharpCompress.Common.CryptographicException
        || failure.Message.Contains("password", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("encrypt", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A member that cannot be read; its neighbours may be.</summary>
internal sealed class BrokenMemberException(Exception why) : Exception(why.Message, why);
