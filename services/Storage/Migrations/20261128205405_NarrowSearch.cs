using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class NarrowSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>

            // Counting reads rows and not their words: those stand elsewhere from the first byte on, so that the rows of a million documents fit into memory.
            migrationBuilder.Sql("ALTER TABLE library.search SET (toast_tuple_target = 128)");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE library.search RESET (toast_tuple_target)");
    }
}
