using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Uploads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "idempotency_key",
                schema: "acquisition",
                table: "batches",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "batches_idempotency",
                schema: "acquisition",
                table: "batches",
                column: "idempotency_key",
                unique: true,
                filter: "idempotency_key IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "batches_idempotency",
                schema: "acquisition",
                table: "batches");

            migrationBuilder.DropColumn(
                name: "idempotency_key",
                schema: "acquisition",
                table: "batches");
        }
    }
}
