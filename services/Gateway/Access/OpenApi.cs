using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;

namespace Platform.Gateway.Access;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, which wants a key like the API itself.</summary>
public static class OpenApi
{
    private const string KeyScheme = "api_key";

    /// <summary>Registers it for the addresses under <c>/v1</c>.</summary>
    public static void AddApiDescription(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Answers and their description are spelled by the same rule.
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) ?? false;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Platform",
                    Version = "v1",
                    Description = "Documents that were ingested, and the event log of everything that happened to them. Errors are problem details (RFC 9457).",
                };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key, pk_…, as deploy/up writes it to its key file and the verb issue-key prints it.",
                };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
                return Task.CompletedTask;
            });
        });
    }
}
