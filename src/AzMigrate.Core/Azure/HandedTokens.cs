using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Text.Json;
using Azure.Core;

namespace AzMigrate.Azure;

/// <summary>Tokens that were obtained elsewhere: each is used for the audience that it names itself.</summary>
internal sealed class HandedTokens(IReadOnlyList<SecureString> tokens) : TokenCredential
{
    /// <summary>A token that does not say when it ends is taken for good so long.</summary>
    private static readonly TimeSpan UnknownLife = TimeSpan.FromMinutes(30);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var audience = requestContext.Scopes[0].Replace("/.default", "").TrimEnd('/');
        var expired = false;
        foreach (var token in tokens)
        {
            var text = Text(token);
            var (itsAudience, expires) = Read(text);
            if (itsAudience is not null && !IsSame(itsAudience, audience))
                continue;
            if (expires is null || expires > DateTimeOffset.UtcNow)
                return new AccessToken(text, expires ?? DateTimeOffset.UtcNow + UnknownLife);
            expired = true;
        }
        throw new MigrateException(
            expired ? "Azure.TokenExpired" : "Azure.TokenMissing",
            expired ? $"The token for {audience} has expired." : $"No token was given for {audience}.",
            $"Get one with `az account get-access-token --resource {audience}` or `Get-AzAccessToken -ResourceUrl {audience} "
                + "-AsSecureString`, or sign in another way: tokens are not renewed, a replication needs days.");
    }

    public override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    // Resource Manager has two names, and people write them with a slash at the end or without.
    private static bool IsSame(string one, string other)
    {
        static string Known(string audience) => audience.TrimEnd('/').ToLowerInvariant() switch
        {
            "https://management.core.windows.net" => "https://management.azure.com",
            var name => name,
        };
        return Known(one) == Known(other);
    }

    /// <summary>Audience and end of a JSON web token; nulls of what is none. It is the server that checks it.</summary>
    private static (string? Audience, DateTimeOffset? Expires) Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return default;
        try
        {
            var text = parts[1].Replace('-', '+').Replace('_', '/');
            var bytes = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
            using var claims = JsonDocument.Parse(Encoding.UTF8.GetString(bytes));
            var audience = claims.RootElement.TryGetProperty("aud", out var aud) ? aud.GetString() : null;
            DateTimeOffset? expires = claims.RootElement.TryGetProperty("exp", out var exp)
                ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(exp.GetRawText(), CultureInfo.InvariantCulture)) : null;
            return (audience, expires);
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException
            or OverflowException or ArgumentOutOfRangeException)
        {
            return default;
        }
    }

    private static string Text(SecureString token)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(token);
        try
        {
            return Marshal.PtrToStringUni(pointer)!;
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }
}
