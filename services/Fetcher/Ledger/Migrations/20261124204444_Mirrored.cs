using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Mirrored : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "files",
                schema: "acquisition",
                table: "sources",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "gone",
                schema: "acquisition",
                table: "sources",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mirrored",
                schema: "acquisition",
                columns: table => new
                {
                    source = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    modified_ns = table.Column<long>(type: "bigint", nullable: false),
                    changed_ns = table.Column<long>(type: "bigint", nullable: false),
                    inode = table.Column<long>(type: "bigint", nullable: false),
                    side_car_ns = table.Column<long>(type: "bigint", nullable: true),
                    content_hash = table.Column<string>(type: "text", nullable: true),
                    refused = table.Column<string>(type: "text", nullable: true),
                    noted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    gone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mirrored", x => new { x.source, x.path });
                });

            migrationBuilder.CreateIndex(
                name: "mirrored_gone",
                schema: "acquisition",
                table: "mirrored",
                columns: new[] { "source", "gone_at" },
                filter: "gone_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mirrored",
                schema: "acquisition");

            migrationBuilder.DropColumn(
                name: "files",
                schema: "acquisition",
                table: "sources");

            migrationBuilder.DropColumn(
                name: "gone",
                schema: "acquisition",
                table: "sources");
        }
    }
}
