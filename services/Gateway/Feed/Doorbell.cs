using Npgsql;

namespace Platform.Gateway.Feed;

/// <summary>
/// Wakes the cursor readers of this process when there may be something new: one connection that LISTENs to <c>library_events</c>, and a
/// poll each second for what was not heard.
/// </summary>
public sealed class Doorbell(NpgsqlDataSource database, TimeProvider time, ILogger<Doorbell> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>An event behind a transaction that is just committing is looked for again soon, not at the next poll.</summary>
    private static readonly TimeSpan HeldBack = TimeSpan.FromMilliseconds(20);

    private TaskCompletionSource _rung = New();

    /// <summary>
    /// The next ring. Take it before reading the log: an event committed between the reading and the waiting would be missed otherwise.
    /// </summary>
    public Task Next => Volatile.Read(ref _rung).Task;

    /// <summary>Waits for a ring taken before an empty reading, a second at most.</summary>
    /// <param name="ring">From <see cref="Next"/>.</param>
    /// <param name="heldBack">Whether that reading was held back by a transaction.</param>
    /// <param name="cancellation">Ends the wait with an exception.</param>
    public async Task WaitAsync(Task ring, bool heldBack, CancellationToken cancellation)
    {
        var patience = heldBack ? HeldBack : Poll;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(ring, Task.Delay(patience, time, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => Ring();
                await using (var listen = new NpgsqlCommand("LISTEN library_events", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                Ring(); // for what was committed while nobody listened
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                logger.DoorbellAway(failure.Message);
                await Task.Delay(Poll, time, stoppingToken);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Ring() => Interlocked.Exchange(ref _rung, New()).SetResult();
}
