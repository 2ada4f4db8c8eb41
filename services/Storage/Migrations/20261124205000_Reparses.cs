using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Reparses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "expected_language",
                schema: "library",
                table: "records",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "given",
                schema: "library",
                table: "records",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "source_tags",
                schema: "library",
                table: "records",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "reparses",
                schema: "library",
                columns: table => new
                {
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_stage = table.Column<string>(type: "text", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false)
                        .Annotation("Npgsql:Compression:", "lz4"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reparses", x => new { x.operation_id, x.document_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_reparses_at",
                schema: "library",
                table: "reparses",
                column: "at");

            // What was given beside the bytes of a record stands in its evidence; the search finds the tags of sources, and documents without a time of change.
            migrationBuilder.Sql("""
                UPDATE library.records AS r SET given = made.given FROM (
                  SELECT g.document_id, jsonb_strip_nulls(jsonb_object_agg(g.name, g.value)) AS given FROM (
                    SELECT old.document_id, CASE e->>'field' WHEN 'canonical_url' THEN 'url' ELSE e->>'field' END AS name,
                      CASE e->>'field' WHEN 'authors' THEN to_jsonb(old.authors) ELSE e->'value' END AS value
                    FROM library.records AS old, jsonb_array_elements(old.evidence) AS e
                    WHERE old.evidence @> '[{"rule": "given"}]' AND e->>'rule' = 'given' AND e->>'field' IN ('title', 'published_at', 'canonical_url', 'authors')) AS g
                  GROUP BY g.document_id) AS made
                WHERE r.document_id = made.document_id;

                CREATE OR REPLACE VIEW library.record_facets AS
                SELECT r.document_id, f.kind, f.value FROM library.records AS r CROSS JOIN LATERAL (
                  VALUES ('language', r.language), ('source', r.source), ('media_type', r.media_type),
                    ('missing', CASE WHEN r.title IS NULL THEN 'title' END), ('missing', CASE WHEN r.authors = '{}' THEN 'authors' END),
                    ('missing', CASE WHEN r.published_at IS NULL THEN 'published_at' END), ('missing', CASE WHEN r.modified_at IS NULL THEN 'modified_at' END),
                    ('missing', CASE WHEN r.language IS NULL THEN 'language' END),
                    ('missing', CASE WHEN r.publisher IS NULL THEN 'publisher' END), ('missing', CASE WHEN r.canonical_url IS NULL THEN 'canonical_url' END),
                    ('missing', CASE WHEN r.description IS NULL THEN 'description' END)
                  UNION SELECT 'tag', left(lower(tag), 200) FROM unnest(r.tags || r.source_tags) AS tag
                  UNION SELECT mention->>'kind', upper(left(mention->>'code', 40)) FROM jsonb_array_elements(r.mentions) AS mention WHERE mention->>'kind' IN ('country', 'organization')
                ) AS f (kind, value) WHERE f.value IS NOT NULL;

                INSERT INTO library.unindexed SELECT document_id FROM library.records ON CONFLICT DO NOTHING;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                CREATE OR REPLACE VIEW library.record_facets AS
                SELECT r.document_id, f.kind, f.value FROM library.records AS r CROSS JOIN LATERAL (
                  VALUES ('language', r.language), ('source', r.source), ('media_type', r.media_type),
                    ('missing', CASE WHEN r.title IS NULL THEN 'title' END), ('missing', CASE WHEN r.authors = '{}' THEN 'authors' END),
                    ('missing', CASE WHEN r.published_at IS NULL THEN 'published_at' END),
                    ('missing', CASE WHEN r.language IS NULL THEN 'language' END),
                    ('missing', CASE WHEN r.publisher IS NULL THEN 'publisher' END), ('missing', CASE WHEN r.canonical_url IS NULL THEN 'canonical_url' END),
                    ('missing', CASE WHEN r.description IS NULL THEN 'description' END)
                  UNION SELECT 'tag', left(lower(tag), 200) FROM unnest(r.tags) AS tag
                  UNION SELECT mention->>'kind', upper(left(mention->>'code', 40)) FROM jsonb_array_elements(r.mentions) AS mention WHERE mention->>'kind' IN ('country', 'organization')
                ) AS f (kind, value) WHERE f.value IS NOT NULL;

                """);
            migrationBuilder.DropTable(
                name: "reparses",
                schema: "library");

            migrationBuilder.DropColumn(
                name: "expected_language",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "given",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "source_tags",
                schema: "library",
                table: "records");
        }
    }
}
