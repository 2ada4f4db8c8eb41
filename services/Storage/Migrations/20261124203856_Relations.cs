using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <summary>Relations between documents: plain SQL, as the search index. All documents enter the index again, since those that are there have none.</summary>
    public partial class Relations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            -- What a document is compared by; a document that changed gets a new number. The hash is that of its words, the signature MinHash.
            CREATE TABLE library.fingerprints (
              number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              document_id uuid NOT NULL UNIQUE,
              text_hash bigint,
              signature bytea
            );
            CREATE INDEX fingerprints_text_hash ON library.fingerprints (text_hash, number);

            -- Twelve rows a document: documents with a row of the same key may be nearly the same.
            CREATE TABLE library.bands (key int NOT NULL, number int NOT NULL, PRIMARY KEY (key, number));

            -- Once for each pair, of which document_id entered the index later. Those of the same words are found by their hash.
            CREATE TABLE library.relations (
              document_id uuid NOT NULL,
              other_id uuid NOT NULL,
              score real NOT NULL,
              PRIMARY KEY (document_id, other_id)
            );
            CREATE INDEX relations_other ON library.relations (other_id);

            INSERT INTO library.unindexed SELECT document_id FROM library.records ON CONFLICT DO NOTHING;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE library.relations, library.bands, library.fingerprints;");
    }
}
