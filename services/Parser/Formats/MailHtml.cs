using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Platform.Contracts;
using Platform.Parser.Text;

namespace Platform.Parser.Formats;

/// <summary>
/// The marked-up text of a mail. All of it is meant for its reader, so that nothing is judged as on a page of the web; what mail programs name as quoted becomes a quotation, what they name as a
/// signature and what is never shown is listed as removed.
/// </summary>
internal static class MailHtml
{
    private const string Quoted = "div.gmail_quote, div.yahoo_quoted, div#divRplyFwdMsg, div#mail-editor-reference-message-container, div.moz-forward-container";
    private const string Signatures = ".gmail_signature, .moz-signature, div#Signature, #ms-outlook-mobile-signature, [data-smartmail=gmail_signature]";
    private const string Unseen = "[style*='display:none' i], [style*='display: none' i], [style*='mso-hide:all' i], [hidden]";
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false });

    /// <summary>Takes the blocks.</summary>
    /// <exception cref="UnreadableException">It nests too deep.</exception>
    public static void Take(string html, string place, BlockWriter writer)
    {
        if (Html.NestsTooDeep(html))
        {
            throw new UnreadableException(ReasonCodes.LimitExceeded, $"The mail nests more than {Html.MaxDepth} elements, which no mail for readers does; drop its text alone.");
        }

        using var page = Parser.ParseDocument(html);
        Remove(page, Unseen, "hidden", place, writer.Draft);
        Remove(page, Signatures, "signature", place, writer.Draft);
        foreach (var quoted in page.QuerySelectorAll(Quoted).ToList())
        {
            // Within one, all is quoted; around one, a line that says who wrote it is not.
            if (quoted.Closest("blockquote") is not null || (quoted.Id != "divRplyFwdMsg" && quoted.QuerySelector("blockquote") is not null))
            {
                continue;
            }

            var quotation = page.CreateElement("blockquote");
            quoted.Replace(quotation);
            // Outlook marks the head of what it quotes, and the rest follows beside it.
            var rest = quoted.Id == "divRplyFwdMsg" ? Following(quotation).ToList() : [];
            quotation.AppendChild(quoted);
            rest.ForEach(node => quotation.AppendChild(node));
        }

        var markup = new Markup(writer, lines: true);
        markup.Take(page.Body, place);
        markup.Finish();
    }

    private static IEnumerable<INode> Following(INode node)
    {
        for (var next = node.NextSibling; next is not null; next = next.NextSibling)
        {
            yield return next;
        }
    }

    private static void Remove(IParentNode page, string which, string kind, string place, Draft draft)
    {
        foreach (var element in page.QuerySelectorAll(which).ToList())
        {
            draft.Remove(kind, Cleaning.Line(Cleaning.Clean(string.Join(' ', element.Descendants<IText>().Select(text => text.Data)))), $"{place} {element.LocalName}");
            element.Remove();
        }
    }
}
