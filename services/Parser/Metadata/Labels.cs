using System.Collections.Frozen;
using Platform.Contracts;

namespace Platform.Parser.Metadata;

/// <summary>
/// Labels that content systems leave behind when a page is saved: «Дата публикации», "Published", "Автор" … with their value on the same line or the
/// next, or with none. They are taken out of the text; an empty one is recorded as empty.
/// </summary>
public static class Labels
{
    /// <summary>A label stands near the top or at the very end; in the middle such a word is prose.</summary>
    private const int Head = 12;
    private const int Tail = 6;
    private const int LongestValue = 120;

    private static readonly FrozenDictionary<string, string> Known = Vocabulary();
    private static readonly int LongestLabel = Known.Keys.Max(label => label.Length);

    /// <summary>Takes the labels out of a draft's blocks and proposes their values.</summary>
    public static void Take(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        for (var at = 0; at < draft.Blocks.Count; at++)
        {
            if (at >= Head && at < draft.Blocks.Count - Tail)
            {
                at = draft.Blocks.Count - Tail;
            }

            if (draft.Blocks[at].Kind is BlockKinds.Code or BlockKinds.TableRow || Match(draft.Blocks[at].Text) is not { } match)
            {
                continue;
            }

            at -= TakeOne(draft, at, match);
        }
    }

    /// <summary>Takes the label at one block; tells how many blocks went up to and including it.</summary>
    private static int TakeOne(Draft draft, int at, LabelMatch match)
    {
        var block = draft.Blocks[at];
        if (match.Value is { Length: > 0 } stated)
        {
            if (Normalize(match.Field, stated) is not { } value)
            {
                return 0; // "Published works: a survey" is a sentence, not a label with a date
            }

            Propose(draft, match.Field, value, block, "label_with_value");
            draft.Remove("label", block.Text, block.Where);
            draft.Blocks.RemoveAt(at);
            return 1;
        }

        var next = at + 1 < draft.Blocks.Count ? draft.Blocks[at + 1] : null;
        draft.Remove("label", block.Text, block.Where);
        draft.Blocks.RemoveAt(at);
        if (next is not null && IsAlone(match.Field) && Normalize(match.Field, next.Text) is { } below)
        {
            Propose(draft, match.Field, below, next, "label_with_value_below");
            draft.Remove("label", next.Text, next.Where);
            draft.Blocks.RemoveAt(at);
        }
        else if (Recorded.Contains(match.Field))
        {
            draft.Found(new Finding(match.Field, null, block.Where, "label_without_value", 0.85, block.Text));
        }

        return 1;
    }

    private static readonly FrozenSet<string> Recorded =
        FrozenSet.ToFrozenSet([Fields.PublishedAt, Fields.ModifiedAt, Fields.Authors, Fields.Publisher], StringComparer.Ordinal);

    // Only a date is told from the line below with certainty: a name there may as well be the title.
    private static bool IsAlone(string field) => field is Fields.PublishedAt or Fields.ModifiedAt;

    private static void Propose(Draft draft, string field, string value, DraftBlock block, string rule)
    {
        if (field == Fields.Authors)
        {
            foreach (var name in value.Split(';', ',').Select(name => name.Trim()).Where(name => name.Length > 1))
            {
                draft.Found(new Finding(field, name, block.Where, rule, 0.85, block.Text));
            }
        }
        else if (field != Ignored)
        {
            draft.Found(new Finding(field, value, block.Where, rule, 0.85, block.Text));
        }
    }

    /// <summary>The value in its field's form; null where it is no value of that field.</summary>
    private static string? Normalize(string field, string text) => field switch
    {
        Fields.PublishedAt or Fields.ModifiedAt => Dates.Read(text),
        Fields.Authors => text.Length <= LongestValue && char.IsLetter(text[0]) && !text.EndsWith('.') && text.Split(' ').Length <= 12 ? text : null,
        _ => text.Length <= LongestValue && !text.EndsWith('.') ? text : null,
    };

    /// <summary>A line that is a label, or begins with one and a colon, or is one followed by nothing but a date.</summary>
    private static LabelMatch? Match(string line)
    {
        if (line.Length > LongestLabel + LongestValue)
        {
            return null;
        }

        var bare = Key(line);
        if (Known.TryGetValue(bare, out var whole))
        {
            return new LabelMatch(whole, null);
        }

        var colon = line.IndexOfAny([':', '：']);
        if (colon > 0 && colon <= LongestLabel + 1 && Known.TryGetValue(Key(line[..colon]), out var before))
        {
            var rest = line[(colon + 1)..].Trim();
            return new LabelMatch(before, rest.Length == 0 ? null : rest);
        }

        // "Опубликовано 12.03.2024", "Published on 12 March 2024", without a colon: only where all of the rest is a date.
        for (var end = Math.Min(line.Length, LongestLabel); end > 2; end--)
        {
            if ((end == line.Length || line[end] == ' ') && Known.TryGetValue(Key(line[..end]), out var leading)
                && leading is Fields.PublishedAt or Fields.ModifiedAt && end < line.Length && Dates.Read(line[end..]) is not null)
            {
                return new LabelMatch(leading, line[end..].Trim());
            }
        }

        return null;
    }

    private static string Key(string text) => text.Trim().TrimEnd(':', '：', '.', '-', '–', '—', '|').TrimEnd().ToLowerInvariant();

    /// <summary>Labels of things that are no field of the record, such as views: taken out and listed all the same.</summary>
    private const string Ignored = "";

    private static FrozenDictionary<string, string> Vocabulary()
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(Fields.PublishedAt,
            "published", "published on", "published at", "publication date", "date published", "date of publication", "date posted", "posted on", "posted", "release date",
            "дата публикации", "опубликовано", "дата размещения", "размещено", "дата выхода", "дата",
            "дата публікацыі", "апублікавана", "дата размяшчэння", "дата публікації", "опубліковано", "дата оприлюднення", "оприлюднено",
            "veröffentlicht", "veröffentlicht am", "veröffentlichungsdatum", "datum der veröffentlichung", "erschienen am", "publié le", "date de publication", "publié", "mis en ligne le",
            "opublikowano", "data publikacji", "data opublikowania", "data dodania", "жарияланған күні", "жарияланды", "жариялау күні", "жарияланған",
            "fecha de publicación", "publicado el", "data di pubblicazione", "pubblicato il", "data de publicação", "publicado em", "publicatiedatum", "gepubliceerd op");
        Add(Fields.ModifiedAt,
            "updated", "last updated", "last modified", "updated on", "modified", "обновлено", "дата обновления", "изменено", "абноўлена", "дата абнаўлення", "оновлено", "дата оновлення",
            "aktualisiert", "aktualisiert am", "zuletzt aktualisiert", "stand", "mis à jour le", "mise à jour", "dernière mise à jour", "zaktualizowano", "data aktualizacji", "ostatnia aktualizacja",
            "жаңартылды", "жаңартылған күні", "actualizado", "aggiornato il", "atualizado em");
        Add(Fields.Authors,
            "author", "authors", "by", "written by", "автор", "авторы", "автор статьи", "автор текста", "аўтар", "аўтары", "автори", "autor", "autoren", "autorin", "von", "auteur", "auteurs", "par",
            "autor tekstu", "autorzy", "авторы", "авторлар", "авторлары", "autores", "autore");
        Add(Fields.Publisher,
            "source", "источник", "крыніца", "джерело", "quelle", "źródło", "дереккөз", "дереккөзі", "fuente", "fonte");
        Add(Ignored,
            "tags", "tag", "keywords", "теги", "тэгі", "тег", "ключевые слова", "schlagwörter", "schlagworte", "mots-clés", "étiquettes", "tagi", "słowa kluczowe", "тегтер", "etiquetas",
            "views", "просмотров", "просмотры", "количество просмотров", "праглядаў", "прагляды", "переглядів", "перегляди", "aufrufe", "vues", "wyświetleń", "wyświetlenia", "odsłony", "қаралды", "қаралым",
            "share", "share this", "поделиться", "падзяліцца", "поділитися", "teilen", "partager", "udostępnij", "бөлісу", "print", "версия для печати", "распечатать", "drucken", "imprimer", "drukuj",
            "category", "рубрика", "категория", "рубрыка", "катэгорыя", "категорія", "kategorie", "rubrik", "catégorie", "rubrique", "kategoria", "санат");
        return known.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string field, params string[] labels)
        {
            foreach (var label in labels)
            {
                known.TryAdd(label.Normalize(), field);
            }
        }
    }

    private sealed record LabelMatch(string Field, string? Value);
}
