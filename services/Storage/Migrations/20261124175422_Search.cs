using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <summary>The search index: plain SQL, since none of it is a table that Storage reads as rows.</summary>
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DO $$ BEGIN
              IF (SELECT count(*) FROM pg_extension WHERE extname IN ('unaccent', 'pg_trgm')) < 2 THEN
                RAISE EXCEPTION 'the extensions unaccent and pg_trgm are missing in the database «%»: run deploy/postgres/roles.sh on it as its administrator', current_database();
              END IF;
            END $$;

            -- One text search configuration for each language that the server has a stemmer for, without accents; "plain" for all others.
            CREATE TABLE library.configurations (language text PRIMARY KEY, name text NOT NULL);
            DO $$
            DECLARE language text; base text;
            BEGIN
              FOR language, base IN VALUES ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'), ('el', 'greek'), ('en', 'english'), ('es', 'spanish'), ('et', 'estonian'),
                  ('eu', 'basque'), ('fi', 'finnish'), ('fr', 'french'), ('ga', 'irish'), ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'), ('it', 'italian'),
                  ('lt', 'lithuanian'), ('nb', 'norwegian'), ('ne', 'nepali'), ('nl', 'dutch'), ('nn', 'norwegian'), ('no', 'norwegian'), ('pl', 'polish'), ('pt', 'portuguese'), ('ro', 'romanian'),
                  ('ru', 'russian'), ('sr', 'serbian'), ('sv', 'swedish'), ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')
              LOOP
                CONTINUE WHEN NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = base AND cfgnamespace = 'pg_catalog'::regnamespace);
                IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = base AND cfgnamespace = 'library'::regnamespace) THEN
                  EXECUTE format('CREATE TEXT SEARCH CONFIGURATION library.%I (COPY = pg_catalog.%I)', base, base);
                  EXECUTE format('ALTER TEXT SEARCH CONFIGURATION library.%I ALTER MAPPING FOR word, hword, hword_part WITH library.unaccent, pg_catalog.%I', base, base || '_stem');
                END IF;
                INSERT INTO library.configurations VALUES (language, base);
              END LOOP;
            END $$;
            CREATE TEXT SEARCH CONFIGURATION library.plain (COPY = pg_catalog.simple);
            ALTER TEXT SEARCH CONFIGURATION library.plain ALTER MAPPING FOR word, hword, hword_part, asciiword, asciihword, hword_asciipart WITH library.unaccent, pg_catalog.simple;

            CREATE FUNCTION library.configuration_of(language text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
              RETURN coalesce((SELECT c.name FROM library.configurations AS c WHERE c.language = split_part($1, '-', 1)), 'plain');

            -- Scripts that write without spaces: each sign is a word, and a run of them a phrase.
            CREATE FUNCTION library.spaced(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
              RETURN CASE WHEN words ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]'
                THEN regexp_replace(words, '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF])', ' \1 ', 'g') ELSE words END;

            CREATE TABLE library.facets (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, value text NOT NULL, UNIQUE (kind, value));

            -- What is not in the index yet; written with the record, emptied by the indexer.
            CREATE TABLE library.unindexed (document_id uuid PRIMARY KEY);
            INSERT INTO library.unindexed SELECT document_id FROM library.records;

            -- One narrow row a document; its words lie outside the row, so that counting reads none of them. Facets hold −1 − place / 20,000 too: the segment.
            CREATE TABLE library.search (
              place bigint PRIMARY KEY,
              document_id uuid NOT NULL UNIQUE,
              published date,
              facets int[] NOT NULL,
              words tsvector COMPRESSION lz4 NOT NULL
            ) WITH (toast_tuple_target = 128);
            CREATE INDEX search_words ON library.search USING gin (words, facets) WITH (fastupdate = on, gin_pending_list_limit = 1024);
            ALTER TABLE library.search ALTER COLUMN facets SET STORAGE PLAIN;

            -- Words of documents in languages without a stemmer, for finding the other forms of a word.
            CREATE TABLE library.words (word text PRIMARY KEY);
            CREATE INDEX words_trigrams ON library.words USING gin (word library.gin_trgm_ops);

            CREATE FUNCTION library.lexeme(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
              RETURN '''' || replace(replace(word, '\', '\\'), '''', '''''') || '''';

            CREATE FUNCTION library.widened(reading tsquery) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
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

            -- The query as each language of the library reads it; each reading holds for the documents of its configuration only, by the mark =NAME in their words.
            CREATE FUNCTION library.search_query(words text, languages text[]) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
            DECLARE name text; reading tsquery; whole tsquery; readings jsonb := '{}'; spaced text := library.spaced(
              CASE WHEN words LIKE '%"%' THEN words ELSE regexp_replace(words, '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF]{2,})', '"\1"', 'g') END);
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

            CREATE VIEW library.record_facets AS
            SELECT r.document_id, f.kind, f.value FROM library.records AS r CROSS JOIN LATERAL (
              VALUES ('language', r.language), ('source', r.source), ('media_type', r.media_type),
                ('missing', CASE WHEN r.title IS NULL THEN 'title' END), ('missing', CASE WHEN r.authors = '{}' THEN 'authors' END),
                ('missing', CASE WHEN r.published_at IS NULL THEN 'published_at' END), ('missing', CASE WHEN r.language IS NULL THEN 'language' END),
                ('missing', CASE WHEN r.publisher IS NULL THEN 'publisher' END), ('missing', CASE WHEN r.canonical_url IS NULL THEN 'canonical_url' END),
                ('missing', CASE WHEN r.description IS NULL THEN 'description' END)
              UNION SELECT 'tag', left(lower(tag), 200) FROM unnest(r.tags) AS tag
              UNION SELECT mention->>'kind', upper(left(mention->>'code', 40)) FROM jsonb_array_elements(r.mentions) AS mention WHERE mention->>'kind' IN ('country', 'organization')
            ) AS f (kind, value) WHERE f.value IS NOT NULL;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP VIEW library.record_facets;
            DROP FUNCTION library.search_query, library.widened, library.lexeme, library.spaced, library.configuration_of;
            DROP TABLE library.words, library.search, library.unindexed, library.facets;
            DO $$
            DECLARE name text;
            BEGIN
              FOR name IN SELECT cfgname FROM pg_ts_config WHERE cfgnamespace = 'library'::regnamespace LOOP
                EXECUTE format('DROP TEXT SEARCH CONFIGURATION library.%I', name);
              END LOOP;
            END $$;
            DROP TABLE library.configurations;
            """);
    }
}
