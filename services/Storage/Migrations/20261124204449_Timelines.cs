using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Timelines : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "parse_ms",
                schema: "library",
                table: "outcomes",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "parsed_by",
                schema: "library",
                table: "outcomes",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "stored_by",
                schema: "library",
                table: "outcomes",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "parse_ms",
                schema: "library",
                table: "outcomes");

            migrationBuilder.DropColumn(
                name: "parsed_by",
                schema: "library",
                table: "outcomes");

            migrationBuilder.DropColumn(
                name: "stored_by",
                schema: "library",
                table: "outcomes");
        }
    }
}
