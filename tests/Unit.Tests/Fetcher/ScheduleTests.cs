using Platform.Fetcher.Ledger;
using Xunit;

namespace Platform.Unit.Tests.Fetcher;

public sealed class ScheduleTests
{
    [Fact]
    public void The_delays_after_faults_are_those_of_the_law() =>
        Assert.Equal(["00:00:10", "00:01:00", "00:10:00", "01:00:00", "06:00:00"], Schedule.AfterFault.Select(delay => delay.ToString()));

    [Theory]
    [InlineData(0, null, nameof(DueAs.Fetched))]
    [InlineData(0, "empty", nameof(DueAs.Rejected))]
    [InlineData(1, "parser_fault", nameof(DueAs.Fetched))]
    [InlineData(5, "parser_fault", nameof(DueAs.Fetched))]
    [InlineData(6, "parser_fault", nameof(DueAs.Failed))]
    public void A_document_is_tried_after_each_of_five_faults_and_failed_after_the_sixth(int faults, string? reason, string due) =>
        Assert.Equal(due, Schedule.For(Row(faults, reason)).ToString());

    [Fact]
    public void A_document_that_has_faulted_travels_alone()
    {
        var rows = Enumerable.Range(0, 70).Select(number => Row(number % 10 == 0 ? 1 : 0, null)).ToList();

        var messages = Schedule.Messages(rows, 32).ToList();

        Assert.Equal(rows.Count, messages.Sum(message => message.Count));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 32, 31], messages.Select(message => message.Count));
        Assert.All(messages.Where(message => message.Count > 1), message => Assert.All(message, row => Assert.Equal(0, row.Faults)));
    }

    private static ArrivalRow Row(int faults, string? reason) => new()
    {
        Id = Guid.NewGuid(),
        BatchId = Guid.Empty,
        Source = "inbox",
        Name = "a.txt",
        Path = [97],
        State = ArrivalRow.InFlight,
        ObservedAt = DateTimeOffset.UnixEpoch,
        Faults = faults,
        ReasonCode = reason,
    };
}
