using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Revisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "location",
                schema: "library",
                table: "records",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                schema: "library",
                table: "records",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "revisions",
                schema: "library",
                columns: table => new
                {
                    document_id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    record = table.Column<string>(type: "jsonb", nullable: false)
                        .Annotation("Npgsql:Compression:", "lz4"),
                    stored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    replaced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revisions", x => new { x.document_id, x.revision });
                });

            migrationBuilder.CreateIndex(
                name: "IX_records_location",
                schema: "library",
                table: "records",
                column: "location",
                unique: true,
                filter: "location IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "revisions",
                schema: "library");

            migrationBuilder.DropIndex(
                name: "IX_records_location",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "location",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "revision",
                schema: "library",
                table: "records");
        }
    }
}
