using System.Xml.Linq;
using Xunit;

namespace Platform.Unit.Tests.Architecture;

/// <summary>The table of rooms in ARCHITECTURE.md, held.</summary>
public sealed class RoomsTests
{
    private static readonly string[] Walls = ["Contracts", "Hosting", "RawContent"];

    public static TheoryData<string, string[]> AllowedReferences => new()
    {
        { "Contracts", [] },
        { "RawContent", [] },
        { "Hosting", [] },
        { "Fetcher", Walls },
        { "Parser", Walls },
        { "Storage", Walls },
        { "Gateway", Walls },
        { "Cli", ["Contracts"] },
    };

    [Theory]
    [MemberData(nameof(AllowedReferences))]
    public void A_room_references_only_the_rooms_it_may(string room, string[] allowed)
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "services", room, room + ".csproj"));
        var references = project.Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false") // runs during the build only
            .Select(reference => Path.GetFileNameWithoutExtension((string?)reference.Attribute("Include") ?? ""));

        Assert.Empty(references.Except(allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_service_project_is_in_the_table()
    {
        var rooms = Directory.GetDirectories(Path.Combine(Repository.Root, "services")).Select(path => Path.GetFileName(path)!);

        Assert.Equal(AllowedReferences.Select(row => row.Data.Item1).Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contracts_has_no_packages()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "services", "Contracts", "Contracts.csproj"));

        Assert.Empty(project.Descendants("PackageReference"));
    }

    [Fact]
    public void MassTransit_stands_in_Hosting_consumers_and_Program_only()
    {
        var strays = Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Where(path => !path.Contains("/services/Hosting/", StringComparison.Ordinal))
            .Where(path => !path.EndsWith("Consumer.cs", StringComparison.Ordinal) && !path.EndsWith("Consumers.cs", StringComparison.Ordinal)
                && !path.EndsWith("/Program.cs", StringComparison.Ordinal))
            .Where(path => File.ReadLines(path).Any(line => line.StartsWith("using MassTransit", StringComparison.Ordinal)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));

        Assert.Empty(strays);
    }

    [Fact]
    public void Every_room_has_a_page_of_its_own()
    {
        var without = Directory.GetDirectories(Path.Combine(Repository.Root, "services"))
            .Where(room => !File.Exists(Path.Combine(room, "README.md")))
            .Select(room => Path.GetFileName(room));

        Assert.Empty(without);
    }
}
