using System.Collections.Frozen;

namespace Platform.Parser.Metadata;

/// <summary>
/// Words that one of several close languages writes and its neighbours do not: their letters alone hardly tell Bosnian from Croatian or the two Norwegians.
/// Standard vocabulary, spelt as dictionaries of each language spell it.
/// </summary>
public static class CloseLanguages
{
    /// <summary>What one such word adds, in natural logarithms: about as much as a dozen ordinary words between close languages.</summary>
    private const float Weight = 4f;

    private const int ShortestStem = 3;
    private const int LongestStem = 8;

    /// <summary>A word that ends in * stands for all that begin with it.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bs"] = "tokom histor* sedmic* hiljad* porodic* januar* februar* mart marta martu april* maj maja maju juni juna juli jula august* septemb* oktob* novemb* decemb* kahv* lahko mehko takođe* uprkos "
            + "ko neko niko hljeb* stepen* evrop* tačk* tačno tačan tačn* uslov* sarađ* učestv* učešć* organizov* karakteri* naučn* naučni* vještačk* bosn* bosan* sarajev* spoljn* hemij* muzi* avion* sistem* "
            + "opšt* utjec* uticaj* odbran* kompanij* fabri* takmič* fudbal* univerz* vazduh* bioskop* ostrv* pozoriš* penzij* hirurg* ćerk* zvanič* štamp* sopstven* talas* desio desila desilo dešava* sudij* "
            + "procen* advokat* oficir* komand* hriš* kršćan* ubijed* bibliot* hotio planet* naredn* nivo nivoa nivou bezbjed* saopć* saopš* općin* biro sedm* rezultir* definis* kontrolis* lokalitet* odlik*",
        ["hr"] = "tijekom povije* tjed* tisuć* obitelj* siječ* veljač* ožuj* travn* svibn* svibanj lipn* lipanj srpn* srpanj kolovoz* rujn* rujan listopad* studen* prosin* unatoč tko netko nitko kruh* stup* "
            + "europ* točk* točno točan točn* uvjet* sudjel* organizir* znanstv* znanost* umjetn* hrvat* zagreb* zagreba* izvanj* kemij* glazb* zrakopl* sustav* opć* obran* tvrtk* tvornic* natjec* nogomet* "
            + "sveučil* zrak* kazali* otok* mirovin* kirurg* kći služben* tisk* val valov* dogod* sudac suc* posto odvjet* časnik* zapovj* knjižni* razin* proračun* nazoč* bijaše ravnatelj* promidž* pričuv* "
            + "izvješ* postrojb* veleposl* potpor* sukladno gled* brzojav* redatelj* skladatelj* župan* gospodarst* svjetsk* slijedeć* početkom osnutk* plemstv* postav* rabi rabe nadimk* skladb* momčad* prvenstv*",
        ["id"] = "karena bahwa bisa anda uang mobil kantor sepeda oktober agustus desember maret juli juni kalau saja cuma gampang pemerintah bandara kereta presiden republik indonesia* kemarin sekedar mengapa "
            + "dikarenakan dimana kualitas aktivitas provinsi kabupaten kecamatan mendapatkan silakan* silahkan nomor informasi situs unduh posting diposting rupiah jakarta jawa bandung menit tiga puluh "
            + "musim semi musik bahasa televisi pabrik spesialis handal termasuk mesin harga jual murah terbaru membuatkan olahraga sepak bola rusia jerman perancis inggris belanda spanyol",
        ["ms"] = "kerana bahawa boleh wang pejabat basikal hospital ogos disember mac julai jun sekiranya ialah beliau daripada kerajaan universiti malaysia* semalam iaitu ianya berbeza kualiti aktiviti wilayah "
            + "negeri daerah pihak syarikat polis pelajar* cuba sahaja kepada perdana ringgit sabah sarawak johor selangor kuala lumpur maklumat laman muat turun televisyen kilang muzik bola sepak sukan "
            + "jerman itali sepanyol rusia peranchis menerusi manakala mahu nak awak encik datuk seri tahniah bandar jalan raya lapangan terbang",
        ["nb"] = "jeg hun de noen noe mye mer hvordan hvorfor hva hvem hvor fra bare blir ble mellom gjennom første norge kommer selv hverandre mennesker forskjellige fremdeles skulle ville måtte kunne barna årene "
            + "tidligere regjeringen ikke",
        ["nn"] = "eg ho dei nokon noko mykje meir korleis kvifor kva kven kor frå berre vere vera vart blei mellom gjennom fyrste noreg kjem sjølv kvarandre menneske ulike framleis borna åra tidlegare "
            + "regjeringa ein eit eitt fleire ikkje høg høgare saman heile dette difor sidan vore gjere gjer veit desse",
        ["da"] = "jeg hun de nogen noget meget hvordan hvorfor hvad hvem hvor fra bare bliver blev mellem gennem første norge kommer selv vores hinanden mennesker forskellige stadig skulle ville måtte kunne "
            + "børnene årene tidligere regeringen af op ud lige godt dem mig dig hende højere hjælp ikke",
    }.SelectMany(language => language.Value.Split(' ').Distinct(StringComparer.Ordinal).Select(word => (Word: word, Language: language.Key)))
        .GroupBy(entry => entry.Word, StringComparer.Ordinal)
        .Where(group => group.Count() == 1) // a word of two of them tells neither
        .ToFrozenDictionary(group => group.Key, group => group.First().Language, StringComparer.Ordinal);

    /// <summary>Adds to the score of a language for each word that only it has among its neighbours.</summary>
    public static void Weigh(string text, IReadOnlyList<string> languages, Span<float> scores)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(languages);
        Span<char> lower = stackalloc char[32];
        foreach (var range in text.AsSpan().SplitAny(' ', ',', '.', ';', ':', '"', '\n', '(', ')', '«', '»', '“', '”', '„', '!', '?'))
        {
            var word = text.AsSpan()[range];
            if (word.Length is > 0 and < 32 && LanguageOf(lower, word.ToLowerInvariant(lower)) is { } language)
            {
                scores[IndexOf(languages, language)] += Weight;
            }
        }
    }

    // The word as it stands in the first places of the buffer, or the longest stem that it begins with.
    private static string? LanguageOf(Span<char> buffer, int length)
    {
        var known = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(buffer[..length], out var language))
        {
            return language;
        }

        for (var stem = Math.Min(length, LongestStem); stem >= ShortestStem; stem--)
        {
            (var letter, buffer[stem]) = (buffer[stem], '*');
            var found = known.TryGetValue(buffer[..(stem + 1)], out language);
            buffer[stem] = letter;
            if (found)
            {
                return language;
            }
        }

        return null;
    }

    private static int IndexOf(IReadOnlyList<string> languages, string language)
    {
        for (var at = 0; at < languages.Count; at++)
        {
            if (languages[at] == language)
            {
                return at;
            }
        }

        throw new InvalidOperationException($"The table of letters has no {language}.");
    }
}
