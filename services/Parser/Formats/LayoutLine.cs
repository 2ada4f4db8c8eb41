namespace Platform.Parser.Formats;

/// <summary>One line of text, or one cell of a table's row, where it stands on its page. All lengths are in points; vertical ones count from the page's top downwards.</summary>
internal sealed record LayoutLine
{
    public required string Text { get; init; }

    public required double Left { get; init; }

    public required double Right { get; init; }

    /// <summary>The line that its letters stand on.</summary>
    public required double Base { get; init; }

    /// <summary>Size of most of its letters.</summary>
    public required double Size { get; init; }

    public bool Bold { get; init; }

    /// <summary>Where its first word ends.</summary>
    public required double FirstWordRight { get; init; }

    /// <summary>Where its second word begins; behind the mark of a list, that is where the item's text begins.</summary>
    public required double SecondWordLeft { get; init; }

    /// <summary>Whether its script runs from right to left.</summary>
    public bool RunsLeft { get; init; }

    /// <summary>Its place in the order in which the page was written.</summary>
    public int Order { get; init; }

    /// <summary>Whether it is a row of a table, its cells joined by tabs.</summary>
    public bool IsRow { get; init; }

    public int Page { get; set; }

    /// <summary>Counted in reading order from 1 on each page.</summary>
    public int Number { get; set; }

    /// <summary>The column it stands in.</summary>
    public LayoutColumn Column { get; set; } = LayoutColumn.None;

    public double Width => Right - Left;

    public string Where => FormattableString.Invariant($"page {Page}, line {Number}");

    /// <summary>As it stands in a mirror: scripts that run from right to left are laid out by the same rules then.</summary>
    /// <param name="width">Of the page.</param>
    public LayoutLine Mirrored(double width) => this with
    {
        Left = width - Right,
        Right = width - Left,
        FirstWordRight = RunsLeft ? width - FirstWordRight : width - Left,
        SecondWordLeft = RunsLeft ? width - SecondWordLeft : width - Right,
    };

    /// <summary>How far two lines stand above each other, as a length.</summary>
    public double Overlap(LayoutLine other) => Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
}

/// <summary>The margins that lines are set between.</summary>
internal sealed record LayoutColumn(double Left, double Right)
{
    public static LayoutColumn None { get; } = new(0, 0);

    public double Width => Right - Left;
}

/// <summary>One page's lines. Text that runs in another direction than most of the page's is a page of its own under the same number.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Height">In points.</param>
/// <param name="Lines">In any order, until they are put into that of reading.</param>
/// <param name="IsAside">Whether it is text that runs in another direction.</param>
internal sealed record LayoutPage(int Number, double Height, List<LayoutLine> Lines, bool IsAside = false);
