using System.Text;
using Platform.RawContent;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>What Outlook makes of mails: messages that it saves (MS-OXMSG), and the file that it wraps attachments up in (MS-OXTNEF).</summary>
internal static class OutlookMail
{
    /// <summary>A message with its attachments.</summary>
    public static CompoundStorage Message(string subject, string body, bool isInner, params CompoundStorage[] attachments)
    {
        var message = new CompoundStorage();
        message.Add("__properties_version1.0", () => [.. new byte[isInner ? 24 : 32], .. Row(0x0e07, 3, 1)]);
        message.Add("__substg1.0_001A001F", () => Encoding.Unicode.GetBytes("IPM.Note"));
        message.Add("__substg1.0_0037001F", () => Encoding.Unicode.GetBytes(subject));
        message.Add("__substg1.0_1000001F", () => Encoding.Unicode.GetBytes(body));
        foreach (var (at, attachment) in attachments.Index())
        {
            message.Add(FormattableString.Invariant($"__attach_version1.0_#{at:X8}"), attachment);
        }

        if (!isInner)
        {
            message.Add("__nameid_version1.0", new CompoundStorage());
        }

        return message;
    }

    public static CompoundStorage File(string name, byte[] content)
    {
        var attachment = Attachment(name, method: 1, flags: 0);
        attachment.Add("__substg1.0_37010102", () => content);
        return attachment;
    }

    public static CompoundStorage Within(string name, CompoundStorage message)
    {
        var attachment = Attachment(name, method: 5, flags: 0);
        attachment.Add("__substg1.0_3701000D", message);
        return attachment;
    }

    public static CompoundStorage ShownPicture()
    {
        var attachment = Attachment("sign.png", method: 1, flags: 4);
        attachment.Add("__substg1.0_37010102", () => [0x89, 0x50, 0x4e, 0x47]);
        attachment.Add("__substg1.0_370E001F", () => Encoding.Unicode.GetBytes("image/png"));
        return attachment;
    }

    public static CompoundStorage Linked(string name) => Attachment(name, method: 4, flags: 0);

    /// <summary>A file <c>winmail.dat</c> with attachments.</summary>
    public static byte[] Wrapped(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(0x223e9f78);
        writer.Write((ushort)1);
        Attribute(writer, 1, 0x00089006, BitConverter.GetBytes(0x00010000));
        foreach (var (name, content) in files)
        {
            Attribute(writer, 2, 0x00069002, [1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
            Attribute(writer, 2, 0x0006800f, content);
            Attribute(writer, 2, 0x00018010, [.. Encoding.ASCII.GetBytes(name), 0]);
        }

        return bytes.ToArray();
    }

    private static CompoundStorage Attachment(string name, int method, int flags)
    {
        var attachment = new CompoundStorage();
        attachment.Add("__properties_version1.0", () => [.. new byte[8], .. Row(0x3705, 3, method), .. Row(0x3714, 3, flags)]);
        attachment.Add("__substg1.0_3707001F", () => Encoding.Unicode.GetBytes(name));
        return attachment;
    }

    private static byte[] Row(int property, int type, int value) => [.. BitConverter.GetBytes((property << 16) | type), .. BitConverter.GetBytes(6), .. BitConverter.GetBytes(value), 0, 0, 0, 0];

    private static void Attribute(BinaryWriter writer, byte level, int id, byte[] value)
    {
        writer.Write(level);
        writer.Write(id);
        writer.Write(value.Length);
        writer.Write(value);
        writer.Write((ushort)value.Sum(each => each));
    }
}
