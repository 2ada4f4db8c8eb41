using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Origins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "given",
                schema: "acquisition",
                table: "arrivals",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "inner_path",
                schema: "acquisition",
                table: "arrivals",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "location",
                schema: "acquisition",
                table: "arrivals",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                schema: "acquisition",
                table: "arrivals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "arrivals_parent",
                schema: "acquisition",
                table: "arrivals",
                column: "parent_id",
                filter: "parent_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "arrivals_parent",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "given",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "inner_path",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "location",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "parent_id",
                schema: "acquisition",
                table: "arrivals");
        }
    }
}
