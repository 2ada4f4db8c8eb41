using System.Globalization;

namespace Platform.Fetcher.Sources.Web;

/// <summary>The rules of a robots.txt for one crawler (RFC 9309): the longest rule that matches a path decides, and of two equally long ones the one that allows.</summary>
internal sealed class Robots
{
    /// <summary>As much of a file is read, in bytes: RFC 9309 asks for 500 KiB at least.</summary>
    public const int MostBytes = 512 * 1024;

    private const int MostRules = 10_000;

    private readonly List<(string Pattern, bool Allows)> _rules = [];

    private Robots()
    {
    }

    /// <summary>The pause between two requests that it asks for; null where it does not. It stands in no standard, but many write and many heed it.</summary>
    public TimeSpan? Delay { get; private set; }

    /// <summary>Nothing is forbidden: there is no file.</summary>
    public static Robots Open { get; } = new();

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">The crawler's name; the groups that name it count, or else those for <c>*</c>.</param>
    public static Robots Read(string text, string name)
    {
        var (named, others) = (new Robots(), new Robots());
        var (forName, forAll, isNamed, inRules) = (false, false, false, false);
        foreach (var line in text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('#')[0].Split(':', 2);
            if (parts.Length < 2)
            {
                continue;
            }

            var (key, value) = (parts[0].Trim().ToUpperInvariant(), parts[1].Trim());
            if (key == "USER-AGENT")
            {
                // Several names in a row share the rules that follow.
                (forName, forAll) = (!inRules && forName, !inRules && forAll);
                inRules = false;
                forAll |= value == "*";
                forName |= value.Split('/', ' ')[0].Equals(name, StringComparison.OrdinalIgnoreCase);
                isNamed |= forName;
            }
            else if (key is "ALLOW" or "DISALLOW" or "CRAWL-DELAY")
            {
                inRules = true;
                named.Add(forName, key, value);
                others.Add(forAll, key, value);
            }
        }

        return isNamed ? named : others;
    }

    /// <summary>Whether an address of this host may be asked for.</summary>
    public bool Allows(Uri address)
    {
        var path = Normal(address.PathAndQuery);
        var (longest, allows) = (-1, true);
        foreach (var (pattern, allow) in path == "/robots.txt" ? [] : _rules)
        {
            if ((pattern.Length > longest || (pattern.Length == longest && allow)) && Matches(pattern, path))
            {
                (longest, allows) = (pattern.Length, allow);
            }
        }

        return allows;
    }

    private void Add(bool counts, string key, string value)
    {
        if (!counts)
        {
            return;
        }

        if (key == "CRAWL-DELAY")
        {
            Delay = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : Delay;
        }
        else if (value.Length > 0 && _rules.Count < MostRules)
        {
            _rules.Add((Normal(value), key == "ALLOW"));
        }
    }

    // One spelling for what may be written in several: percent-encoded letters as themselves, everything beyond ASCII encoded in upper case.
    private static string Normal(string path)
    {
        var normal = new System.Text.StringBuilder(path.Length);
        for (var at = 0; at < path.Length; at++)
        {
            if (path[at] == '%' && at + 2 < path.Length && byte.TryParse(path.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                _ = char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~'
                    ? normal.Append((char)value) : normal.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
                at += 2;
            }
            else
            {
                _ = path[at] <= 0x7F ? normal.Append(path[at]) : normal.Append(Uri.EscapeDataString(path[at].ToString()));
            }
        }

        return normal.ToString();
    }

    // Of a pattern only * and a $ at its end are special. Each * takes as little as it can and more when what follows does not fit: no step is undone twice.
    private static bool Matches(string pattern, string path)
    {
        var anchored = pattern.EndsWith('$');
        var rule = anchored ? pattern.AsSpan(0, pattern.Length - 1) : pattern.AsSpan();
        var (at, inPath, star, retry) = (0, 0, -1, 0);
        while (inPath < path.Length)
        {
            if (at == rule.Length && !anchored)
            {
                return true;
            }

            if (at < rule.Length && rule[at] == '*')
            {
                (star, retry) = (at++, inPath);
            }
            else if (at < rule.Length && rule[at] == path[inPath])
            {
                (at, inPath) = (at + 1, inPath + 1);
            }
            else if (star >= 0)
            {
                (at, inPath) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        while (at < rule.Length && rule[at] == '*')
        {
            at++;
        }

        return at == rule.Length;
    }
}
