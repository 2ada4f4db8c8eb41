using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class BatchPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.CreateIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals",
                columns: new[] { "batch_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.CreateIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals",
                column: "batch_id");
        }
    }
}
