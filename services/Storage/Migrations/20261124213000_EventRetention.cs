using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <summary>Up to where the log was cut; plain SQL, since Storage writes it in the statement that cuts.</summary>
    public partial class EventRetention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE library.feed ADD COLUMN floor_epoch int NOT NULL DEFAULT 0, ADD COLUMN floor_xid xid8 NOT NULL DEFAULT '0', ADD COLUMN floor_seq bigint NOT NULL DEFAULT 0;

            -- What is cut off at the front is a small part of the log each day, and new events take its place once it was vacuumed.
            ALTER TABLE library.events SET (autovacuum_vacuum_scale_factor = 0.02);
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            ALTER TABLE library.events RESET (autovacuum_vacuum_scale_factor);
            ALTER TABLE library.feed DROP COLUMN floor_epoch, DROP COLUMN floor_xid, DROP COLUMN floor_seq;
            """);
    }
}
