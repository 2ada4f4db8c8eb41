namespace Platform.Gateway.Uploads;

/// <summary>What may be uploaded: section <c>Uploads</c>.</summary>
public sealed class UploadSettings
{
    /// <summary>Its name.</summary>
    public const string Section = "Uploads";

    /// <summary>Largest document in bytes, 1 to 1,073,741,824. Default 104,857,600 (100 MiB).</summary>
    public long MaxBytes { get; set; } = 104_857_600;

    /// <summary>Most documents in one request, 1 to 1,000. Default 1,000.</summary>
    public int MaxDocuments { get; set; } = 1000;

    /// <summary>Largest request in bytes, from <see cref="MaxBytes"/> to 10,737,418,240. Default 1,073,741,824 (1 GiB).</summary>
    public long MaxRequestBytes { get; set; } = 1L << 30;

    /// <summary>A sentence that names the bad setting; null where all is well.</summary>
    public static string? Problem(UploadSettings uploads) => uploads switch
    {
        null => throw new ArgumentNullException(nameof(uploads)),
        { MaxBytes: < 1 or > 1L << 30 } => "Uploads__MaxBytes must be 1 to 1073741824 (1 GiB).",
        { MaxDocuments: < 1 or > 1000 } => "Uploads__MaxDocuments must be 1 to 1000.",
        _ when uploads.MaxRequestBytes < uploads.MaxBytes || uploads.MaxRequestBytes > 10L << 30 => "Uploads__MaxRequestBytes must be Uploads__MaxBytes to 10737418240 (10 GiB).",
        _ => null,
    };
}
