using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Reparses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "charset",
                schema: "acquisition",
                table: "operations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "documents",
                schema: "acquisition",
                table: "operations",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "asked",
                schema: "acquisition",
                table: "operation_items",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "document_id",
                schema: "acquisition",
                table: "operation_items",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "due_at",
                schema: "acquisition",
                table: "operation_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "faults",
                schema: "acquisition",
                table: "operation_items",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "operation_items_due",
                schema: "acquisition",
                table: "operation_items",
                column: "due_at",
                filter: "state = 'under_way' AND document_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "operation_items_due",
                schema: "acquisition",
                table: "operation_items");

            migrationBuilder.DropColumn(
                name: "charset",
                schema: "acquisition",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "documents",
                schema: "acquisition",
                table: "operations");

            migrationBuilder.DropColumn(
                name: "asked",
                schema: "acquisition",
                table: "operation_items");

            migrationBuilder.DropColumn(
                name: "document_id",
                schema: "acquisition",
                table: "operation_items");

            migrationBuilder.DropColumn(
                name: "due_at",
                schema: "acquisition",
                table: "operation_items");

            migrationBuilder.DropColumn(
                name: "faults",
                schema: "acquisition",
                table: "operation_items");
        }
    }
}
