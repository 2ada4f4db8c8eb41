using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <summary>Queries lose their accents before they are read, as the texts in the index do.</summary>
    public partial class Accents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
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

            INSERT INTO library.unindexed SELECT document_id FROM library.records ON CONFLICT DO NOTHING;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE OR REPLACE FUNCTION library.search_query(words text, languages text[]) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
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
            """);
    }
}
