using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "library");

            migrationBuilder.CreateTable(
                name: "events",
                schema: "library",
                columns: table => new
                {
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    xid = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    traceparent = table.Column<string>(type: "text", nullable: true),
                    data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_events", x => new { x.epoch, x.xid, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "feed",
                schema: "library",
                columns: table => new
                {
                    epoch = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feed", x => x.epoch);
                });

            migrationBuilder.CreateTable(
                name: "outcomes",
                schema: "library",
                columns: table => new
                {
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    document_id = table.Column<Guid>(type: "uuid", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content_hash = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_stage = table.Column<string>(type: "text", nullable: true),
                    observed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    parsed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outcomes", x => x.arrival_id);
                });

            migrationBuilder.CreateTable(
                name: "records",
                schema: "library",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: false),
                    charset = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "text", nullable: true),
                    authors = table.Column<string[]>(type: "text[]", nullable: false),
                    published_at = table.Column<string>(type: "text", nullable: true),
                    modified_at = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: true),
                    publisher = table.Column<string>(type: "text", nullable: true),
                    canonical_url = table.Column<string>(type: "text", nullable: true),
                    description = table.Column<string>(type: "text", nullable: true),
                    text = table.Column<string>(type: "text", nullable: false),
                    blocks = table.Column<string>(type: "jsonb", nullable: false),
                    evidence = table.Column<string>(type: "jsonb", nullable: false),
                    removed = table.Column<string>(type: "jsonb", nullable: false),
                    warnings = table.Column<string[]>(type: "text[]", nullable: false),
                    word_count = table.Column<int>(type: "integer", nullable: false),
                    parser_version = table.Column<string>(type: "text", nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_records", x => x.document_id);
                });

            migrationBuilder.InsertData(
                schema: "library",
                table: "feed",
                column: "epoch",
                value: 1);

            migrationBuilder.CreateIndex(
                name: "IX_outcomes_settled_at_arrival_id",
                schema: "library",
                table: "outcomes",
                columns: new[] { "settled_at", "arrival_id" },
                descending: new bool[0],
                filter: "outcome IN ('rejected', 'failed')");

            migrationBuilder.CreateIndex(
                name: "IX_records_arrival_id",
                schema: "library",
                table: "records",
                column: "arrival_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_records_content_hash",
                schema: "library",
                table: "records",
                column: "content_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_records_stored_at_document_id",
                schema: "library",
                table: "records",
                columns: new[] { "stored_at", "document_id" },
                descending: new bool[0]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "events",
                schema: "library");

            migrationBuilder.DropTable(
                name: "feed",
                schema: "library");

            migrationBuilder.DropTable(
                name: "outcomes",
                schema: "library");

            migrationBuilder.DropTable(
                name: "records",
                schema: "library");
        }
    }
}
