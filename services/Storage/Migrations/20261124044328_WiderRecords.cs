using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class WiderRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "links",
                schema: "library",
                table: "records",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'")
                .Annotation("Npgsql:Compression:", "lz4");

            migrationBuilder.AddColumn<string>(
                name: "mentions",
                schema: "library",
                table: "records",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'")
                .Annotation("Npgsql:Compression:", "lz4");

            migrationBuilder.AddColumn<bool>(
                name: "partial",
                schema: "library",
                table: "records",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "quotations",
                schema: "library",
                table: "records",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "subtitle",
                schema: "library",
                table: "records",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "tags",
                schema: "library",
                table: "records",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "links",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "mentions",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "partial",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "quotations",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "subtitle",
                schema: "library",
                table: "records");

            migrationBuilder.DropColumn(
                name: "tags",
                schema: "library",
                table: "records");
        }
    }
}
