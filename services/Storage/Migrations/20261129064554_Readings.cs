using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Readings : Migration
    {
        // A form of a word begins as it does, but for the last two letters of the shorter one, and is six letters longer at most: likeness alone also took other words of the same first letters.
        private const string Widened = """
            CREATE OR REPLACE FUNCTION library.widened(reading tsquery) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
            DECLARE asked text; forms text;
            BEGIN
              FOR asked IN SELECT DISTINCT replace(match[1], '''''', '''') FROM regexp_matches(reading::text, '''((?:[^'']|'''')+)''', 'g') AS matches (match) LIMIT 16 LOOP
                CONTINUE WHEN length(asked) < 4;
                SELECT string_agg(library.lexeme(form), ' | ') INTO forms FROM (
                  SELECT w.word AS form FROM library.words AS w
                  WHERE w.word OPERATOR(library.%>) asked AND w.word <> asked AND length(w.word) <= length(asked) + 6
                    AND left(w.word, greatest(3, least(length(asked), length(w.word)) - 2)) = left(asked, greatest(3, least(length(asked), length(w.word)) - 2))
                  ORDER BY library.word_similarity(asked, w.word) DESC, w.word LIMIT 12) AS near;
                IF forms IS NOT NULL THEN
                  reading := ts_rewrite(reading, library.lexeme(asked)::tsquery, (forms || ' | ' || library.lexeme(asked))::tsquery);
                END IF;
              END LOOP;
              RETURN reading;
            END $$;
            """;

        // Each language's reading holds for all documents: the mark of a language, a list of a third of the library, had to be looked up for each that was found (a third of a search at a
        // million). The mark stays where words are excluded, since what one language leaves out another's reading would let in, and with the forms found by likeness.
        private const string Query = """
            CREATE OR REPLACE FUNCTION library.search_query(words text, languages text[]) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
            DECLARE name text; reading tsquery; whole tsquery; seen text[] := '{}'; spaced text := library.spaced(
              CASE WHEN library.unaccent(words) LIKE '%"%' THEN library.unaccent(words) ELSE regexp_replace(library.unaccent(words), '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]{2,})', '"\1"', 'g') END);
            BEGIN
              FOR name IN
                SELECT DISTINCT library.configuration_of(f.value) FROM library.facets AS f WHERE f.kind = 'language' AND (languages IS NULL OR f.value = ANY (languages))
              LOOP
                reading := websearch_to_tsquery(('library.' || quote_ident(name))::regconfig, spaced);
                CONTINUE WHEN numnode(reading) = 0;
                IF name = 'plain' THEN reading := library.widened(reading); END IF;
                IF name = 'plain' OR reading::text LIKE '%!%' THEN reading := reading && ('''=' || name || '''')::tsquery; END IF;
                CONTINUE WHEN reading::text = ANY (seen);
                seen := seen || reading::text;
                whole := CASE WHEN whole IS NULL THEN reading ELSE whole || reading END;
              END LOOP;
              RETURN whole;
            END $$;
            """;

        private const string OldWidened = """
            CREATE OR REPLACE FUNCTION library.widened(reading tsquery) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
            DECLARE asked text; quoted text; forms text;
            BEGIN
              FOR asked IN SELECT DISTINCT replace(match[1], '''''', '''') FROM regexp_matches(reading::text, '''((?:[^'']|'''')+)''', 'g') AS matches (match) LIMIT 16 LOOP
                CONTINUE WHEN length(asked) < 4;
                SELECT string_agg(library.lexeme(form), ' | ') INTO forms FROM (
                  SELECT w.word AS form FROM library.words AS w
                  WHERE w.word OPERATOR(library.%>) asked AND left(w.word, 3) = left(asked, 3)
                  ORDER BY library.word_similarity(asked, w.word) DESC, w.word LIMIT 12) AS near;
                IF forms IS NOT NULL THEN
                  reading := ts_rewrite(reading, library.lexeme(asked)::tsquery, (forms || ' | ' || library.lexeme(asked))::tsquery);
                END IF;
              END LOOP;
              RETURN reading;
            END $$;
            """;

        private const string OldQuery = """
            CREATE OR REPLACE FUNCTION library.search_query(words text, languages text[]) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
            DECLARE name text; reading tsquery; whole tsquery; readings jsonb := '{}'; spaced text := library.spaced(
              CASE WHEN library.unaccent(words) LIKE '%"%' THEN library.unaccent(words) ELSE regexp_replace(library.unaccent(words), '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]{2,})', '"\1"', 'g') END);
            BEGIN
              FOR name IN
                SELECT DISTINCT library.configuration_of(f.value) FROM library.facets AS f WHERE f.kind = 'language' AND (languages IS NULL OR f.value = ANY (languages))
              LOOP
                reading := websearch_to_tsquery(('library.' || quote_ident(name))::regconfig, spaced);
                IF name = 'plain' THEN reading := library.widened(reading); END IF;
                CONTINUE WHEN numnode(reading) = 0;
                reading := reading && ('''=' || name || '''')::tsquery;
                whole := CASE WHEN whole IS NULL THEN reading ELSE whole || reading END;
              END LOOP;
              RETURN whole;
            END $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Widened);
            migrationBuilder.Sql(Query);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(OldWidened);
            migrationBuilder.Sql(OldQuery);
        }
    }
}
