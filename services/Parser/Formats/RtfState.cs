using System.Text;
using Platform.Contracts;

namespace Platform.Parser.Formats;

/// <summary>Where the text of an RTF group goes.</summary>
internal enum RtfDestination
{
    Text,
    Skip,
    Fonts,
    Styles,
    Info,

    /// <summary>One property of the document, or the instruction of a field.</summary>
    Value,
}

/// <summary>The formatting that a group inherits and gives back at its end.</summary>
internal record struct RtfState
{
    public RtfDestination Destination { get; set; }

    /// <summary>Where text of a group inside goes that is not for older readers only.</summary>
    public RtfDestination Behind { get; set; }

    /// <summary>The property that the group states, such as <c>title</c>.</summary>
    public string Property { get; set; }

    public int? Font { get; set; }

    /// <summary>How many characters stand in for one in Unicode, for older readers.</summary>
    public int StandIns { get; set; }

    public int? Style { get; set; }

    public int? Level { get; set; }

    public bool IsListed { get; set; }

    public bool InTable { get; set; }

    public bool IsHidden { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Whether the group opened a flow of its own, such as a note.</summary>
    public bool OpensFlow { get; set; }

    /// <summary>Whether the group is what a field shows.</summary>
    public bool IsResult { get; set; }

    public void ResetParagraph() => (Style, Level, IsListed, InTable) = (null, null, false, false);

    public void ResetCharacters() => (IsHidden, IsDeleted) = (false, false);
}

/// <summary>A run of paragraphs: the text itself, a note, a running head or a comment.</summary>
internal sealed class RtfFlow
{
    private readonly TableText _tables;
    private bool _inTable;
    private bool _inRow;
    private bool _inCell;
    private int _number;

    public RtfFlow(string place, Action<DraftBlock> take) => (Place, _tables) = (place, new TableText(place, take));

    public string Place { get; }

    public StringBuilder Text { get; } = new();

    /// <summary>Whether a bullet or number stood before the paragraph.</summary>
    public bool HasBullet { get; set; }

    public string? Address { get; set; }

    public int LinkFrom { get; set; }

    public string Where => $"{Place}/p[{_number + 1}]";

    public void Add(DraftBlock? block, bool inTable)
    {
        Text.Clear();
        (HasBullet, LinkFrom) = (false, 0);
        if (block is null)
        {
            return;
        }

        _number++;
        if (inTable)
        {
            OpenCell();
        }
        else
        {
            CloseTable();
        }

        _tables.Add(block);
    }

    public void CloseCell()
    {
        OpenCell();
        _tables.End("tc");
        _inCell = false;
    }

    public void CloseRow()
    {
        if (_inRow)
        {
            _tables.End("tr");
            (_inRow, _inCell) = (false, false);
        }
    }

    public void CloseTable()
    {
        if (_inTable)
        {
            CloseRow();
            _tables.End("tbl");
            _inTable = false;
        }
    }

    private void OpenCell()
    {
        if (!_inTable)
        {
            _tables.Start("tbl");
        }

        if (!_inRow)
        {
            _tables.Start("tr");
        }

        if (!_inCell)
        {
            _tables.Start("tc");
        }

        (_inTable, _inRow, _inCell) = (true, true, true);
    }
}
