using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Batches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "batch_id",
                schema: "acquisition",
                table: "arrivals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "batches",
                schema: "acquisition",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<byte[]>(type: "bytea", nullable: false),
                    queued = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_batches", x => x.id);
                });

            // What was observed before there were batches is one batch a source and day.
            migrationBuilder.Sql("""
                WITH days AS (
                    INSERT INTO acquisition.batches (id, source, kind, name, path, queued, opened_at, closed_at)
                    SELECT gen_random_uuid(), source, 'interval', '', '', 0, min(observed_at), max(observed_at)
                    FROM acquisition.arrivals GROUP BY source, date_trunc('day', observed_at, 'UTC')
                    RETURNING id, source, opened_at)
                UPDATE acquisition.arrivals SET batch_id = days.id FROM days
                WHERE arrivals.source = days.source AND date_trunc('day', arrivals.observed_at, 'UTC') = date_trunc('day', days.opened_at, 'UTC')
                """);
            migrationBuilder.AlterColumn<Guid>(
                name: "batch_id",
                schema: "acquisition",
                table: "arrivals",
                type: "uuid",
                nullable: false,
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "batches_newest",
                schema: "acquisition",
                table: "batches",
                columns: new[] { "opened_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "batches_unsettled",
                schema: "acquisition",
                table: "batches",
                column: "id",
                filter: "settled_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "batches",
                schema: "acquisition");

            migrationBuilder.DropIndex(
                name: "arrivals_batch",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "batch_id",
                schema: "acquisition",
                table: "arrivals");
        }
    }
}
