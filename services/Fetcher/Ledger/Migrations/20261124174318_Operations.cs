using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Operations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "attempt",
                schema: "acquisition",
                table: "arrivals",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<Guid>(
                name: "dismissed_id",
                schema: "acquisition",
                table: "arrivals",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "operations",
                schema: "acquisition",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    filter = table.Column<string>(type: "jsonb", nullable: false),
                    canary = table.Column<bool>(type: "boolean", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    begun_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "removed",
                schema: "acquisition",
                columns: table => new
                {
                    source = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_removed", x => new { x.source, x.state });
                });

            migrationBuilder.CreateTable(
                name: "operation_items",
                schema: "acquisition",
                columns: table => new
                {
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    arrival_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: true),
                    before_code = table.Column<string>(type: "text", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_operation_items", x => new { x.operation_id, x.arrival_id });
                    table.ForeignKey(
                        name: "FK_operation_items_operations_operation_id",
                        column: x => x.operation_id,
                        principalSchema: "acquisition",
                        principalTable: "operations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "batches_settled",
                schema: "acquisition",
                table: "batches",
                column: "settled_at",
                filter: "settled_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "arrivals_refused",
                schema: "acquisition",
                table: "arrivals",
                columns: new[] { "reason_code", "reason_stage", "state", "settled_at", "id" },
                filter: "state IN ('rejected', 'failed')")
                .Annotation("Npgsql:IndexInclude", new[] { "dismissed_id" });

            migrationBuilder.CreateIndex(
                name: "arrivals_refused_newest",
                schema: "acquisition",
                table: "arrivals",
                columns: new[] { "settled_at", "id" },
                descending: new bool[0],
                filter: "state IN ('rejected', 'failed')");

            migrationBuilder.CreateIndex(
                name: "operation_items_state",
                schema: "acquisition",
                table: "operation_items",
                columns: new[] { "operation_id", "state", "arrival_id" });

            migrationBuilder.CreateIndex(
                name: "operation_items_under_way",
                schema: "acquisition",
                table: "operation_items",
                column: "arrival_id",
                filter: "state = 'under_way'");

            migrationBuilder.CreateIndex(
                name: "operations_running",
                schema: "acquisition",
                table: "operations",
                column: "id",
                filter: "state = 'running'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "operation_items",
                schema: "acquisition");

            migrationBuilder.DropTable(
                name: "removed",
                schema: "acquisition");

            migrationBuilder.DropTable(
                name: "operations",
                schema: "acquisition");

            migrationBuilder.DropIndex(
                name: "batches_settled",
                schema: "acquisition",
                table: "batches");

            migrationBuilder.DropIndex(
                name: "arrivals_refused",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropIndex(
                name: "arrivals_refused_newest",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "attempt",
                schema: "acquisition",
                table: "arrivals");

            migrationBuilder.DropColumn(
                name: "dismissed_id",
                schema: "acquisition",
                table: "arrivals");
        }
    }
}
