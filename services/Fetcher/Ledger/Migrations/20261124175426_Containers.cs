using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Containers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "container",
                schema: "acquisition",
                table: "arrivals",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "unpacked_at",
                schema: "acquisition",
                table: "arrivals",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "container",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "unpacked_at",
                schema: "acquisition",
                table: "arrivals");
        }
    }
}
