using System.Globalization;
using System.Text;

namespace Platform.Parser.Tests.Relations;

/// <summary>Two texts, what was done to make the second of the first, and whether they are to be linked.</summary>
public sealed record LabelledPair(string Kind, string One, string Other, bool Linked);

/// <summary>
/// Pairs of texts of which it is known whether they are one statement: made of sentences in three languages whose names and numbers are drawn, the same each time. Articles of one
/// language share their sentences' form, as those of one agency do, which makes them harder to tell apart than texts of different people.
/// </summary>
internal static class LabelledPairs
{
    private static readonly string[][] Sentences =
    [
        ["The council of {a} met on {n} May and heard what {b} had to say about the northern bridge", "Совет города {a} собрался {n} мая и выслушал, что {b} может сказать о северном мосте", "Le conseil de {a} s'est réuni le {n} mai et a écouté ce que {b} disait du pont du nord"],
        ["Nobody was hurt, although {n} people stood on the quay of {a} when the crane fell", "Никто не пострадал, хотя на причале в {a} стояли {n} человек, когда упал кран", "Personne n'a été blessé, bien que {n} personnes fussent sur le quai de {a} quand la grue est tombée"],
        ["{b} promised that the work would be finished before the first frost and cost no more than {n} million", "{b} пообещал, что работы закончат до первых морозов и обойдутся они не дороже {n} миллионов", "{b} a promis que les travaux seraient finis avant les premières gelées et ne coûteraient pas plus de {n} millions"],
        ["Fishermen from {a} say that the catch has halved since the river was dammed {n} years ago", "Рыбаки из {a} говорят, что улов уменьшился вдвое с тех пор, как реку перегородили {n} лет назад", "Les pêcheurs de {a} disent que la prise a diminué de moitié depuis que la rivière fut barrée il y a {n} ans"],
        ["A second hearing is planned for the autumn, and {b} will have to bring the books of all {n} branches", "Второе слушание назначено на осень, и {b} должен будет представить книги всех {n} отделений", "Une seconde audience est prévue à l'automne, et {b} devra apporter les livres des {n} succursales"],
        ["According to the ministry in {a} the price of bread rose by {n} per cent within a single winter", "По данным министерства в {a}, цена хлеба за одну зиму выросла на {n} процентов", "Selon le ministère à {a} le prix du pain a augmenté de {n} pour cent en un seul hiver"],
        ["The railway will lend {n} carriages to {a} until the new ones, ordered by {b}, are delivered", "Железная дорога одолжит {n} вагонов для {a}, пока не поставят новые, заказанные {b}", "Le chemin de fer prêtera {n} wagons à {a} jusqu'à ce que les nouveaux, commandés par {b}, soient livrés"],
        ["Teachers at the school of {a} have asked for smaller classes and better stoves since {b} left office", "Учителя школы в {a} просят о меньших классах и лучших печах с тех пор, как {b} ушёл с поста", "Les maîtres de l'école de {a} demandent des classes plus petites et de meilleurs poêles depuis que {b} est parti"],
        ["In the evening {n} lanterns were lit along the wall, and {b} read the names of the drowned", "Вечером вдоль стены зажгли {n} фонарей, и {b} прочитал имена утонувших", "Le soir {n} lanternes furent allumées le long du mur, et {b} a lu les noms des noyés"],
        ["What the engineers of {a} found under the road was older than anyone had thought, {b} said", "То, что инженеры из {a} нашли под дорогой, оказалось старше, чем все думали, сказал {b}", "Ce que les ingénieurs de {a} ont trouvé sous la route était plus ancien qu'on ne pensait, a dit {b}"],
        ["Both sides agreed to open the border near {a} for {n} hours a day as long as the harvest lasts", "Обе стороны согласились открывать границу у {a} на {n} часов в день, пока длится уборка урожая", "Les deux parties sont convenues d'ouvrir la frontière près de {a} pendant {n} heures par jour tant que dure la moisson"],
        ["The hospital lacks {n} nurses, and {b} wants to look for them in {a} and in the villages around", "Больнице не хватает {n} медсестёр, и {b} хочет искать их в {a} и окрестных сёлах", "Il manque {n} infirmières à l'hôpital, et {b} veut les chercher à {a} et dans les villages voisins"],
        ["A letter signed by {n} citizens of {a} was handed to {b}, who put it into a drawer unread", "Письмо, подписанное {n} жителями {a}, вручили {b}, который положил его в ящик не читая", "Une lettre signée par {n} citoyens de {a} fut remise à {b}, qui la mit dans un tiroir sans la lire"],
        ["Snow closed the pass above {a} for the {n}th time, and the post came by sledge again", "Снег в {n}-й раз закрыл перевал над {a}, и почту снова везли на санях", "La neige a fermé le col au-dessus de {a} pour la {n}e fois, et la poste est revenue en traîneau"],
        ["{b} denied that money meant for the mills of {a} had been spent on {n} statues of himself", "{b} отрицал, что деньги, предназначенные мельницам {a}, ушли на {n} его собственных статуй", "{b} a nié que l'argent destiné aux moulins de {a} eût servi à {n} statues de lui-même"],
        ["From next month the ferry to {a} will sail {n} times a week and take horses without a charge", "Со следующего месяца паром в {a} будет ходить {n} раз в неделю и бесплатно перевозить лошадей", "Dès le mois prochain le bac pour {a} partira {n} fois par semaine et prendra les chevaux sans frais"],
    ];

    private static readonly string[] Syllables = ["bar", "ko", "lin", "te", "mar", "su", "vel", "do", "an", "pri", "sto", "gen", "ni", "fur", "ra", "hes"];

    /// <summary>What is to be linked, <paramref name="each"/> pairs of a kind, and what is not.</summary>
    public static IEnumerable<LabelledPair> Make(int each)
    {
        for (var number = 0; number < each; number++)
        {
            var random = new Random(number);
            var language = number % 3;
            var one = Article(random, language, 16);
            var text = Text(one);
            yield return new("edited", text, string.Join(' ', text.Split(' ').Select(word => random.Next(40) == 0 ? Name(random) : word)), Linked: true);
            yield return new("corrected", text, Text([.. one[..7], Sentence(random, language, random.Next(16)), .. one[8..], Sentence(random, language, random.Next(16))]), Linked: true);
            yield return new("republished", text, Text([.. Article(random, language, 1), .. one, .. Article(random, language, 2)]), Linked: true);
            yield return new("shortened", text, Text(one[..^2]), Linked: true);
            yield return new("reordered", text, Text([.. one[8..], .. one[..8]]), Linked: true);
            yield return new("typography", text, Typeset(text), Linked: true);
            if (language != 1)
            {
                yield return new("page_and_pdf", Read(Page(one), "statement.html"), Read(Pdf(one), "statement.pdf"), Linked: true);
            }

            yield return new("quoted", text, Text([.. Article(random, language, 10), .. one[4..8]]), Linked: false);
            yield return new("boilerplate", Text([.. one[..8], .. one[8..]]), Text([.. Article(random, language, 8), .. one[8..]]), Linked: false);
            yield return new("translated", text, Text(Article(new Random(number), (language + 1) % 3, 16)), Linked: false);
            yield return new("same_form", text, Text(Article(random, language, 16)), Linked: false);
            yield return new("other", text, Text(Article(random, (language + 1) % 3, 12)), Linked: false);
        }
    }

    private static string[] Article(Random random, int language, int sentences)
    {
        var order = Enumerable.Range(0, Sentences.Length).ToArray();
        random.Shuffle(order);
        return [.. order.Take(sentences).Select(form => Sentence(random, language, form))];
    }

    private static string Sentence(Random random, int language, int form) => Sentences[form][language]
        .Replace("{a}", Name(random), StringComparison.Ordinal).Replace("{b}", Name(random) + " " + Name(random), StringComparison.Ordinal)
        .Replace("{n}", random.Next(2, 400).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + ".";

    private static string Name(Random random) => string.Concat(Enumerable.Range(0, random.Next(2, 4)).Select(_ => Syllables[random.Next(Syllables.Length)])) is var name
        ? char.ToUpperInvariant(name[0]) + name[1..] : "";

    private static string Text(IEnumerable<string> sentences) => string.Join("\n\n", sentences.Chunk(4).Select(some => string.Join(' ', some)));

    private static string Typeset(string text) => text.Replace("\n\n", "\r\n \r\n", StringComparison.Ordinal).Replace(", ", " – ", StringComparison.Ordinal).Replace("'", "’", StringComparison.Ordinal)
        .Replace("ment", "\u00ADment", StringComparison.Ordinal).ToUpperInvariant().Normalize(NormalizationForm.FormD);

    private static byte[] Page(string[] sentences) => Encoding.UTF8.GetBytes(
        $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{sentences[0].TrimEnd('.')}</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/all\">All statements</a></nav><main><h1>{sentences[0].TrimEnd('.')}</h1>"
        + string.Concat(sentences.Skip(1).Chunk(3).Select(some => $"<p>{string.Join(' ', some)}</p>")) + "</main><footer>Press office</footer></body></html>");

    private static byte[] Pdf(string[] sentences)
    {
        var (page, top) = (new StringBuilder(), 780);
        foreach (var paragraph in sentences.Skip(1).Chunk(3).Select(some => string.Join(' ', some)).Prepend(sentences[0].TrimEnd('.')))
        {
            var lines = new List<string> { "" };
            foreach (var word in paragraph.Split(' '))
            {
                if (lines[^1].Length + word.Length > 90)
                {
                    lines.Add("");
                }

                lines[^1] += (lines[^1].Length == 0 ? "" : " ") + word;
            }

            page.Append(SmallPdf.Lines(50, top, [.. lines]));
            top -= (14 * lines.Count) + 12;
        }

        return SmallPdf.OfPages(page.ToString());
    }

    private static string Read(byte[] file, string name) => new DocumentParser().Parse(file, name).Document!.Text;
}
