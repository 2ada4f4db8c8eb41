using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Deletions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "parsed_contents",
                schema: "library",
                columns: table => new
                {
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    parsed_hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parsed_contents", x => new { x.content_hash, x.parsed_hash });
                });

            migrationBuilder.CreateTable(
                name: "released",
                schema: "library",
                columns: table => new
                {
                    content_hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_released", x => x.content_hash);
                });

            migrationBuilder.CreateTable(
                name: "tombstones",
                schema: "library",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    location = table.Column<string>(type: "text", nullable: true),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_by = table.Column<string>(type: "text", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    removal_observed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tombstones", x => x.document_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_revisions_content_hash",
                schema: "library",
                table: "revisions",
                column: "content_hash");

            migrationBuilder.CreateIndex(
                name: "IX_outcomes_content_hash",
                schema: "library",
                table: "outcomes",
                column: "content_hash",
                filter: "outcome IN ('rejected', 'failed')");

            migrationBuilder.CreateIndex(
                name: "IX_outcomes_document_id",
                schema: "library",
                table: "outcomes",
                column: "document_id",
                filter: "outcome = 'duplicate'");

            migrationBuilder.CreateIndex(
                name: "IX_events_document_id",
                schema: "library",
                table: "events",
                column: "document_id",
                filter: "document_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_parsed_contents_parsed_hash",
                schema: "library",
                table: "parsed_contents",
                column: "parsed_hash");

            migrationBuilder.CreateIndex(
                name: "IX_tombstones_location",
                schema: "library",
                table: "tombstones",
                column: "location",
                filter: "location IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "parsed_contents",
                schema: "library");

            migrationBuilder.DropTable(
                name: "released",
                schema: "library");

            migrationBuilder.DropTable(
                name: "tombstones",
                schema: "library");

            migrationBuilder.DropIndex(
                name: "IX_revisions_content_hash",
                schema: "library",
                table: "revisions");

            migrationBuilder.DropIndex(
                name: "IX_outcomes_content_hash",
                schema: "library",
                table: "outcomes");

            migrationBuilder.DropIndex(
                name: "IX_outcomes_document_id",
                schema: "library",
                table: "outcomes");

            migrationBuilder.DropIndex(
                name: "IX_events_document_id",
                schema: "library",
                table: "events");
        }
    }
}
