using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Cli.Import;

/// <summary>Files that travel in one request. The same files are the same request again, by a key made of their names, sizes and times.</summary>
/// <param name="Files">One at least.</param>
/// <param name="Salt">Makes other keys of the same files; empty for none.</param>
internal sealed record UploadRequest(IReadOnlyList<LocalFile> Files, string Salt)
{
    /// <summary>The <c>Idempotency-Key</c>.</summary>
    public string Key { get; } = "import-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        Salt + string.Concat(Files.Select(file => string.Create(CultureInfo.InvariantCulture, $"\n{file.Name}\0{file.Size}\0{file.Modified}"))))));

    /// <summary>Puts files together as they come, up to either bound; a file larger than the bound travels alone.</summary>
    public static IEnumerable<UploadRequest> Group(IEnumerable<LocalFile> files, int mostFiles, long mostBytes, string salt)
    {
        var (group, bytes) = (new List<LocalFile>(), 0L);
        foreach (var file in files)
        {
            if (group.Count == mostFiles || (group.Count > 0 && bytes + file.Size > mostBytes))
            {
                yield return new UploadRequest(group, salt);
                (group, bytes) = ([], 0);
            }

            group.Add(file);
            bytes += Math.Max(0, file.Size);
        }

        if (group.Count > 0)
        {
            yield return new UploadRequest(group, salt);
        }
    }

    /// <summary>The same without one file; null where nothing is left.</summary>
    public UploadRequest? Without(LocalFile file) => Files.Count == 1 ? null : new UploadRequest([.. Files.Where(other => other != file)], Salt);

    /// <summary>Two halves.</summary>
    public IEnumerable<UploadRequest> Halves() => [new UploadRequest([.. Files.Take(Files.Count / 2)], Salt), new UploadRequest([.. Files.Skip(Files.Count / 2)], Salt)];

    /// <summary>The form; each file is opened when its turn comes.</summary>
    public MultipartFormDataContent Form()
    {
        var form = new MultipartFormDataContent();
        foreach (var file in Files)
        {
            var content = new FileContent(file);
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileNameStar = file.Name };
            form.Add(content);
        }

        return form;
    }

    /// <summary>The bytes of a file as it was when it was listed. One without bytes is not opened: it may be a pipe, which would wait.</summary>
    private sealed class FileContent(LocalFile file) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            if (file.Size == 0)
            {
                return;
            }

            var buffer = new byte[64 * 1024];
            await using var bytes = Open();
            var sent = 0L;
            while (await ReadAsync(bytes, buffer) is var read and > 0)
            {
                sent += read;
                if (sent > file.Size)
                {
                    break;
                }

                await stream.WriteAsync(buffer.AsMemory(0, read));
            }

            if (sent != file.Size)
            {
                throw new UnreadableFileException(file, "it changed while it was sent; import it again once it is complete");
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = file.Size;
            return true;
        }

        private FileStream Open()
        {
            try
            {
                return new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: false);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableFileException(file, unreadable.Message);
            }
        }

        private async Task<int> ReadAsync(FileStream bytes, byte[] buffer)
        {
            try
            {
                return await bytes.ReadAsync(buffer);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableFileException(file, unreadable.Message);
            }
        }
    }
}

/// <summary>A file of a request cannot be read as it was listed.</summary>
internal sealed class UnreadableFileException(LocalFile file, string why) : Exception(why)
{
    /// <summary>Which.</summary>
    public LocalFile File => file;

    /// <summary>It, where it is somewhere beneath a failure.</summary>
    public static UnreadableFileException? Beneath(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is UnreadableFileException found)
            {
                return found;
            }
        }

        return null;
    }
}
