using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Fetcher.Ledger.Migrations
{
    /// <inheritdoc />
    public partial class Counts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "counts",
                schema: "acquisition",
                columns: table => new
                {
                    source = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                });

            // What stands there now, and what retention took before.
            migrationBuilder.Sql(
                """
                INSERT INTO acquisition.counts (source, state, count)
                SELECT source, state, count(*) FROM acquisition.arrivals GROUP BY source, state UNION ALL SELECT source, state, count FROM acquisition.removed;

                CREATE FUNCTION acquisition.count_arrivals() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO acquisition.counts (source, state, count) SELECT source, state, count(*) FROM after_it GROUP BY source, state;
                    ELSIF TG_OP = 'DELETE' THEN
                        INSERT INTO acquisition.counts (source, state, count) SELECT source, state, -count(*) FROM before_it GROUP BY source, state;
                    ELSE
                        INSERT INTO acquisition.counts (source, state, count)
                        SELECT source, state, sum(n) FROM (SELECT source, state, 1 AS n FROM after_it UNION ALL SELECT source, state, -1 FROM before_it) AS moved
                        GROUP BY source, state HAVING sum(n) <> 0;
                    END IF;
                    RETURN NULL;
                END $$;

                -- Once a statement, however many rows it changes.
                CREATE TRIGGER counted_in AFTER INSERT ON acquisition.arrivals REFERENCING NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION acquisition.count_arrivals();
                CREATE TRIGGER counted_on AFTER UPDATE ON acquisition.arrivals REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT EXECUTE FUNCTION acquisition.count_arrivals();
                CREATE TRIGGER counted_out AFTER DELETE ON acquisition.arrivals REFERENCING OLD TABLE AS before_it FOR EACH STATEMENT EXECUTE FUNCTION acquisition.count_arrivals();
                """);

            migrationBuilder.DropTable(
                name: "removed",
                schema: "acquisition");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION acquisition.count_arrivals() CASCADE");
            migrationBuilder.DropTable(
                name: "counts",
                schema: "acquisition");

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
        }
    }
}
