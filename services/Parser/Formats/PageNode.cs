using System.Collections;
using AngleSharp.Common;
using AngleSharp.Dom;
using AngleSharp.Html.Construction;

namespace Platform.Parser.Formats;

/// <summary>
/// A node of a page's tree. By itself it is one that says nothing: a comment, the document's type. AngleSharp's builder puts the tree together through the interfaces of its construction; its own nodes
/// carry what scripts and styles would ask for, which costs as much again as reading the page.
/// </summary>
internal class PageNode : IConstructableNode, IConstructableNodeList
{
    private const int FirstRoom = 4;
    private PageNode[] _children = [];
    private int _count;

    /// <summary>What it stands in; null for the document.</summary>
    public PageNode? Parent { get; private set; }

    /// <summary>What stands in it, in order.</summary>
    public ReadOnlySpan<PageNode> Children => _children.AsSpan(0, _count);

    /// <summary>How the builder treats it.</summary>
    public NodeFlags Flags { get; protected init; }

    StringOrMemory IConstructableNode.NodeName => NodeName;

    IConstructableNode? IConstructableNode.Parent { get => Parent; set => Parent = (PageNode?)value; }

    IConstructableNodeList IConstructableNode.ChildNodes => this;

    int IConstructableNodeList.Length => _count;

    IConstructableNode IConstructableNodeList.this[int index] => Children[index];

    void IConstructableNodeList.Clear() => Clear();

    IEnumerator<IConstructableNode> IEnumerable<IConstructableNode>.GetEnumerator() => _children.Take(_count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _children.Take(_count).GetEnumerator();

    void IConstructableNode.RemoveFromParent() => Parent?.Remove(this);

    void IConstructableNode.RemoveChild(IConstructableNode childNode) => Remove((PageNode)childNode);

    void IConstructableNode.RemoveNode(int idx, IConstructableNode childNode) => RemoveAt(idx);

    void IConstructableNode.InsertNode(int idx, IConstructableNode childNode) => Insert(idx, (PageNode)childNode);

    void IConstructableNode.AddNode(IConstructableNode node) => Add((PageNode)node);

    // Text goes on where text stands already.
    void IConstructableNode.AppendText(StringOrMemory text, bool emitWhiteSpaceOnly)
    {
        if (_count > 0 && _children[_count - 1] is PageTextNode last)
        {
            last.Append(text.Memory.Span);
        }
        else
        {
            Insert(_count, new PageTextNode(text.Memory));
        }
    }

    void IConstructableNode.InsertText(int idx, StringOrMemory text, bool emitWhiteSpaceOnly)
    {
        if (idx > 0 && idx <= _count && _children[idx - 1] is PageTextNode before)
        {
            before.Append(text.Memory.Span);
        }
        else if (idx < _count && _children[idx] is PageTextNode behind)
        {
            behind.Prepend(text.Memory.Span);
        }
        else
        {
            Insert(idx, new PageTextNode(text.Memory));
        }
    }

    /// <summary>The name that the builder compares.</summary>
    protected virtual string NodeName => "";

    /// <summary>Puts a node behind all others.</summary>
    public virtual void Add(PageNode node) => Insert(_count, node);

    /// <summary>Puts a node before one of the children.</summary>
    public void InsertBefore(PageNode child, PageNode node) => Insert(Array.IndexOf(_children, child, 0, _count), node);

    /// <summary>Takes all out.</summary>
    protected void Clear() => (_children, _count) = ([], 0);

    private void Insert(int at, PageNode node)
    {
        if (_count == _children.Length)
        {
            Array.Resize(ref _children, Math.Max(FirstRoom, 2 * _count));
        }

        Array.Copy(_children, at, _children, at + 1, _count - at);
        _children[at] = node;
        _count++;
        node.Parent = this;
    }

    private void Remove(PageNode child)
    {
        if (Array.IndexOf(_children, child, 0, _count) is var at and >= 0)
        {
            RemoveAt(at);
        }
    }

    private void RemoveAt(int at)
    {
        _children[at].Parent = null;
        _count--;
        Array.Copy(_children, at + 1, _children, at, _count - at);
    }
}
