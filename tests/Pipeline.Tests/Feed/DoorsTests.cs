using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Platform.Pipeline.Tests.Running;
using Xunit;

namespace Platform.Pipeline.Tests.Feed;

/// <summary>REST, SSE and AMQP are doors to one log.</summary>
[Collection(OnSharedPlatform.Name)]
public sealed class DoorsTests(SharedPlatform shared)
{
    private RunningPlatform Platform => shared.Platform;

    [Fact]
    public async Task REST_SSE_and_AMQP_show_the_same_events_in_the_same_order()
    {
        await using var amqp = new AmqpReader(Platform.RabbitMq);
        await amqp.StartAsync();
        await using var sse = new SseReader(Platform.Gateway.Address, Platform.Client.Key).Start();
        for (var number = 0; number < 30; number++)
        {
            await Platform.Inbox.DropAsync($"door-{number}.txt", Text(number % 25)); // the last five are duplicates
        }

        await Wait.UntilAsync("30 events over AMQP", () => Task.FromResult(amqp.Events.Count(happened => IsDoor(happened.Body)) >= 30));
        await Wait.UntilAsync("30 events over SSE", () => Task.FromResult(sse.Events.Count(IsDoor) >= 30));

        var rest = Ids((await Platform.Client.AllEventsAsync(limit: 7)).Where(IsDoor));
        Assert.Equal(30, rest.Count);
        Assert.Equal(rest, Ids(sse.Events.Where(IsDoor)));
        Assert.Equal(rest, Ids(amqp.Events.Select(happened => happened.Body).Where(IsDoor)).Distinct(StringComparer.Ordinal));
        Assert.All(amqp.Events, happened =>
        {
            Assert.Equal(happened.Body.GetProperty("id").GetString(), happened.MessageId);
            Assert.Equal(happened.Body.GetProperty("type").GetString(), happened.RoutingKey);
            Assert.Equal("application/cloudevents+json; charset=utf-8", happened.ContentType);
        });
    }

    [Fact]
    public async Task Events_are_CloudEvents_that_a_foreign_reader_understands_and_their_sequence_sorts()
    {
        await Platform.Inbox.DropAsync("conform.txt", Text(100));
        await Platform.Client.EventOfAsync("conform.txt");
        var events = await Platform.Client.AllEventsAsync();

        Assert.All(events, happened =>
        {
            var read = new JsonEventFormatter().DecodeStructuredModeMessage(
                Encoding.UTF8.GetBytes(happened.GetRawText()), new System.Net.Mime.ContentType("application/cloudevents+json"), null);
            Assert.True(read.IsValid);
            Assert.NotNull(read["partitionkey"]);
        });
        var sequences = events.ConvertAll(happened => happened.GetProperty("sequence").GetString()!);
        Assert.Equal(sequences.Order(StringComparer.Ordinal), sequences);
    }

    [Fact]
    public async Task A_stream_that_names_its_last_event_goes_on_behind_it()
    {
        for (var number = 0; number < 3; number++)
        {
            await Platform.Inbox.DropAsync($"resume-{number}.txt", Text(200 + number));
            await Platform.Client.EventOfAsync($"resume-{number}.txt");
        }

        await using var first = new SseReader(Platform.Gateway.Address, Platform.Client.Key).Start();
        var all = (await Platform.Client.AllEventsAsync()).Count;
        await Wait.UntilAsync("the whole log over SSE", () => Task.FromResult(first.Events.Count >= all));
        var last = first.LastEventId;
        await Platform.Inbox.DropAsync("resume-after.txt", Text(210));
        await Platform.Client.EventOfAsync("resume-after.txt");

        await using var second = new SseReader(Platform.Gateway.Address, Platform.Client.Key).Start(last);
        await Wait.UntilAsync("the one event behind", () => Task.FromResult(!second.Events.IsEmpty));

        Assert.True(second.Events.TryPeek(out var next));
        Assert.Equal("resume-after.txt", next.GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Types_choose_among_events_and_the_cursor_still_moves()
    {
        await Platform.Inbox.DropAsync("typed.txt", Text(300));
        await Platform.Client.EventOfAsync("typed.txt");

        var page = await Platform.Client.GetAsync("/v1/events?types=document.failed.v1&limit=1000");

        Assert.Empty(page.GetProperty("events").EnumerateArray());
        Assert.False(page.GetProperty("has_more").GetBoolean());
    }

    private static bool IsDoor(JsonElement happened) =>
        happened.GetProperty("data").GetProperty("name").GetString()!.StartsWith("door-", StringComparison.Ordinal);

    private static List<string> Ids(IEnumerable<JsonElement> events) => events.Select(happened => happened.GetProperty("id").GetString()!).ToList();

    private static string Text(int number) =>
        $"Notice {number}\n\nThe carrier gives notice, number {number}, that its timetable for the coming season has been agreed with the harbour and will be printed soon.";
}
