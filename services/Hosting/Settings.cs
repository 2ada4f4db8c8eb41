using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.Hosting;

/// <summary>Turns bad settings into one sentence that names the setting, and an exit code scripts can tell from a crash.</summary>
public static class Settings
{
    /// <summary>Exit code for a missing or bad setting: 78, <c>EX_CONFIG</c> of sysexits.h.</summary>
    public const int BadSettingExitCode = 78;

    /// <summary>Runs a service's whole program; a <see cref="BadSettingException"/> or failed options check becomes one line on standard error and exit code 78.</summary>
    /// <param name="program">Builds and runs the service; returns its exit code.</param>
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            return await program();
        }
        catch (BadSettingException bad)
        {
            await Console.Error.WriteLineAsync(bad.Message);
        }
        catch (OptionsValidationException bad)
        {
            await Console.Error.WriteLineAsync(string.Join(' ', bad.Failures));
        }

        return BadSettingExitCode;
    }

    /// <summary>
    /// Begins a service that reads its settings once, at start. By default .NET watches the folder of its settings' file for changes, which nobody here takes up, and a service
    /// would not start at all where the kernel gives no more watches.
    /// </summary>
    /// <param name="options">How the service begins.</param>
    public static WebApplicationBuilder Begin(WebApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. options.Args ?? [], "--hostBuilder:reloadConfigOnChange=false"],
            ApplicationName = options.ApplicationName,
            EnvironmentName = options.EnvironmentName,
            ContentRootPath = options.ContentRootPath,
            WebRootPath = options.WebRootPath,
        });
    }

    /// <summary>Begins a service that reads its settings once, at start.</summary>
    /// <param name="args">Its command line.</param>
    public static WebApplicationBuilder Begin(string[] args) => Begin(new WebApplicationOptions { Args = args });

    /// <summary>Binds <typeparamref name="T"/> to a section, checks it by its data annotations and its own rules, and fails at start.</summary>
    /// <param name="builder">The service under construction.</param>
    /// <param name="section">Name of the section, such as <c>Ledger</c>; an environment variable spells it <c>Ledger__RedriveAfter</c>.</param>
    /// <param name="problem">Returns a sentence that names the bad setting, or null where all is well.</param>
    public static T AddSettings<T>(this WebApplicationBuilder builder, string section, Func<T, string?> problem)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(problem);
        var value = new T();
        builder.Configuration.GetSection(section).BindSettings(value);
        if (problem(value) is { } sentence)
        {
            throw new BadSettingException(sentence);
        }

        builder.Services.AddSingleton(value);
        return value;
    }

    /// <summary>Sets the properties of <paramref name="value"/> from a section.</summary>
    /// <exception cref="BadSettingException">A setting is unknown or cannot be read.</exception>
    public static void BindSettings(this IConfigurationSection section, object value)
    {
        ArgumentNullException.ThrowIfNull(section);
        try
        {
            section.Bind(value, options => options.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new BadSettingException(
                $"A setting of {section.Path.Replace(":", "__", StringComparison.Ordinal)} cannot be read: {unreadable.Message.Replace($"'{section.Path}:", $"'{section.Path.Replace(":", "__", StringComparison.Ordinal)}__", StringComparison.Ordinal)}", unreadable);
        }
    }

    /// <summary>A setting that must be there, such as <c>Content:Root</c>.</summary>
    /// <exception cref="BadSettingException">It is missing or empty.</exception>
    public static string Required(this IConfiguration configuration, string key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(key);
        var value = configuration[key];
        return string.IsNullOrWhiteSpace(value)
            ? throw new BadSettingException($"{key.Replace(":", "__", StringComparison.Ordinal)} is not set; deploy/up sets it.")
            : value;
    }

    /// <summary>The connection string <c>ConnectionStrings:NAME</c>, which must be there.</summary>
    /// <exception cref="BadSettingException">It is missing or empty.</exception>
    public static string RequiredConnectionString(this IConfiguration configuration, string name)
    {
        var value = configuration.GetConnectionString(name);
        return string.IsNullOrWhiteSpace(value)
            ? throw new BadSettingException(string.Create(
                CultureInfo.InvariantCulture, $"ConnectionStrings__{name} is not set; deploy/up sets it, or set it to the server to use."))
            : value;
    }
}

/// <summary>A setting is missing or bad; the message is one sentence that names it and what to do.</summary>
public sealed class BadSettingException : Exception
{
    /// <param name="message">One sentence that names the setting.</param>
    /// <param name="inner">What went wrong underneath, if anything.</param>
    public BadSettingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
