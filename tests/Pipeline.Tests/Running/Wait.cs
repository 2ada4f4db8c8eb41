using System.Diagnostics;

namespace Platform.Pipeline.Tests.Running;

/// <summary>Waits for what no event announces, such as a file that appears; the bound only ends a test that would hang.</summary>
public static class Wait
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> look, TimeSpan? bound = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < (bound ?? Bound))
        {
            try
            {
                if (await look() is { } found)
                {
                    return found;
                }

                last = null;
            }
            catch (Exception passing) when (passing is HttpRequestException or IOException or Npgsql.NpgsqlException or TaskCanceledException)
            {
                last = passing;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Waited {clock.Elapsed.TotalSeconds:0} s in vain for {what}.", last);
    }

    public static Task UntilAsync(string what, Func<Task<bool>> look, TimeSpan? bound = null) =>
        ForAsync<object>(what, async () => await look() ? what : null, bound);
}
