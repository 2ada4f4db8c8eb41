using Platform.Contracts;
using Platform.Fetcher.Sources;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

/// <summary>Documents in a watched folder with what lies beside them.</summary>
[Collection(OnFolders.Name)]
public sealed class WatchedSideCarsTests : IDisposable
{
    private readonly TemporaryInbox _inbox = TemporaryInbox.OfEvents();

    public void Dispose() => _inbox.Dispose();

    [Fact]
    public async Task A_document_goes_when_its_side_car_is_complete_and_the_side_car_is_none()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        await using (var open = File.Create(Path.Combine(_inbox.Settings.Root, "a.txt.meta.yml")))
        {
            _inbox.Drop("a.txt");
            await open.WriteAsync("title: Half"u8.ToArray(), TestContext.Current.CancellationToken);
            await open.FlushAsync(TestContext.Current.CancellationToken);
            _inbox.Watched.Scan();
            _inbox.Watched.Scan();
            Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));
        }

        _inbox.Watched.Scan();
        _inbox.Watched.Scan();

        Assert.Equal(["a.txt"], _inbox.Watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_goes_with_the_side_car_that_lies_beside_it_whoever_told_of_it(bool byEvents)
    {
        if (byEvents)
        {
            await _inbox.ListenAsync();
        }
        else
        {
            _inbox.Settings.SettleTime = TimeSpan.Zero;
        }

        _inbox.Drop("with.txt.meta.yaml", "title: With");
        _inbox.Drop("with.txt");
        _inbox.Drop("alone.txt");
        var taken = new List<ReadyItem>();
        await _inbox.UntilAsync(
            () =>
            {
                if (!byEvents)
                {
                    _inbox.Watched.Scan();
                }

                taken.AddRange(_inbox.Watched.Take(Lanes.Prompt, 100));
            },
            () => taken.Count == 2);

        Assert.Equal(["alone.txt ", "with.txt .meta.yaml"], taken.Select(item => $"{item.Path} {item.SideCar}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_document_waits_for_a_side_car_that_comes_after_it_where_the_source_says_so()
    {
        _inbox.Settings.SideCarWait = TimeSpan.FromHours(1);
        await _inbox.ListenAsync();
        _inbox.Drop("a.txt");
        _inbox.Watched.TakeHints();
        _inbox.Watched.Scan();
        Assert.Empty(_inbox.Watched.Take(Lanes.Prompt, 10));

        _inbox.Drop("a.txt.meta.json", "{}");

        Assert.Equal(["a.txt"], await _inbox.TakenAsync(1));
    }

    [Fact]
    public void A_side_car_without_its_document_waits_for_its_grace_and_is_then_taken_alone_where_its_document_would_be()
    {
        _inbox.Settings.SettleTime = TimeSpan.Zero;
        _inbox.Settings.Include.Add("**/*.txt");
        using var watched = new WatchedFolder(_inbox.Settings, TimeProvider.System, _inbox.Bell);
        _inbox.Drop("late.txt.meta.json", "{}");
        _inbox.Drop("late.html.meta.json", "{}");
        watched.Scan();
        watched.Scan();
        Assert.Empty(watched.Take(Lanes.Prompt, 10));

        _inbox.Settings.GraceTime = TimeSpan.Zero;
        watched.Scan();

        Assert.Equal(["late.txt.meta.json"], watched.Take(Lanes.Prompt, 10).Select(item => item.Path.ToString()));
    }
}
