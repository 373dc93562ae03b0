using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;

namespace AzMigrate.Azure;

/// <summary>What Azure refuses, in our words: what it was, why, and what to do.</summary>
internal static class AzureErrors
{
    /// <summary>The service's word for bytes that arrived with another CRC-64 than they were sent with.</summary>
    public const string Crc64Mismatch = "Crc64Mismatch";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly Regex Signature = new("([?&](?:sig|sv|se|sp)=)[^&\\s]+", RegexOptions.None, Patience);
    private static readonly Regex Forbidden = new(
        "perform action(?:\\(s\\))? '(?<action>[^']{1,200})' (?:over|on) (?:scope|resource\\(s\\)|linked scope\\(s\\)) '(?<scope>[^']{1,500})'",
        RegexOptions.None, Patience);

    /// <summary>True for what the clients of Azure throw.</summary>
    public static bool IsOfAzure(Exception error) =>
        error is RequestFailedException or AuthenticationFailedException or HttpRequestException or IOException
            or OperationCanceledException
        || error is AggregateException many && many.InnerExceptions.All(IsOfAzure);

    /// <summary>True when the same request may succeed later: busy, timed out, damaged, or no answer came.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        RequestFailedException failed =>
            failed.Status is 0 or 408 or 429 or 500 or 502 or 503 or 504 || IsDamaged(failed),
        AggregateException many => many.InnerExceptions.All(IsPassing),
        AuthenticationFailedException => false,
        _ => true,
    };

    public static MigrateException Of(Exception error, string what)
    {
        var cause = error is AggregateException many ? many.InnerExceptions[many.InnerExceptions.Count - 1] : error;
        return cause switch
        {
            AuthenticationFailedException => SignInFailed(what, cause),
            RequestFailedException failed => OfAnswer(failed, what),
            _ => Unavailable(what, Line(cause), cause),
        };
    }

    public static MigrateException NameTaken(string kind, string name, string resourceGroup) => new(
        "Azure.NameTaken", $"The {kind} {name} in resource group {resourceGroup} is there already and not of this replication.",
        "Give the machine another name, or remove the other one.", name);

    private static MigrateException OfAnswer(RequestFailedException error, string what)
    {
        var why = $"{what}: {Line(error)}";
        var code = error.ErrorCode ?? "";
        if (IsDamaged(error))
        {
            return Made(
                "Azure.DataDamaged", "Something between here and Azure, or this machine's memory, changes bytes: check "
                    + "proxies that look into what they pass, network adapters and their drivers; then run it again.");
        }
        if (IsPassing(error))
            return Unavailable(what, Line(error), error);
        if (code is "QuotaExceeded" || IsQuota(error))
            return Made("Azure.QuotaExceeded",
                "Ask for a higher quota of the region in the portal (Quotas), or choose another size.");
        if (code is "SkuNotAvailable" or "AllocationFailed" or "ZonalAllocationFailed" or "OverconstrainedAllocationRequest"
            or "OverconstrainedZonalAllocationRequest")
            return Made("Azure.NoCapacity", "Choose another size, zone or region; or try again later.");
        return (error.Status, code) switch
        {
            (401, _) => SignInFailed(what, error),
            (_, "RequestDisallowedByPolicy") => Made(
                "Azure.PolicyForbids",
                "Choose what the policy allows, such as tags, sizes and regions; or have it exempted."),
            (_, "ScopeLocked") =>
                Made("Azure.Locked", "Remove the lock of the resource group or the resource, then run it again."),
            (403, "AuthorizationFailed" or "LinkedAuthorizationFailed") => NotAuthorized(error, why),
            (403, "AuthorizationPermissionMismatch") => Made(
                "Azure.NotAuthorized",
                "Have the role Storage Blob Data Contributor assigned on the container or its account."),
            (403, "AuthorizationFailure") => Made(
                "Azure.NotAuthorized",
                "The account's firewall or private endpoint does not let this network in; let it, or run it inside."),
            (403, _) => Made("Azure.NotAuthorized",
                "Check the roles on the resource, and the account's network rules."),
            (404, _) => Made("Azure.NotFound", "Check the names and the subscription, and that it was not removed."),
            _ => Made("Azure.RequestFailed", "Look the code up in Azure's documentation; then run it again."),
        };

        MigrateException Made(string id, string remedy) => new(id, why, remedy, what, error);
    }

    private static bool IsDamaged(RequestFailedException error) => error.ErrorCode is Crc64Mismatch or "Md5Mismatch";

    private static bool IsQuota(RequestFailedException error) =>
        error.ErrorCode is "OperationNotAllowed" or "Conflict"
        && CultureInfo.InvariantCulture.CompareInfo.IndexOf(error.Message, "quota", CompareOptions.IgnoreCase) >= 0;

    // Azure says which action on which scope: that is what an owner has to grant.
    private static MigrateException NotAuthorized(RequestFailedException error, string why)
    {
        var match = Forbidden.Match(error.Message);
        var remedy = match.Success
            ? $"Have a role assigned that holds {match.Groups["action"].Value} on {match.Groups["scope"].Value} (docs/azure.md has "
                + "a role with just what is needed); a new assignment takes some minutes."
            : "Have the role of docs/azure.md assigned on the resource group; a new assignment takes some minutes.";
        return new MigrateException("Azure.NotAuthorized", why, remedy, innerException: error);
    }

    private static MigrateException SignInFailed(string what, Exception error) => new(
        "Azure.SignInFailed", $"{what}: the sign-in to Azure failed. {Line(error)}",
        "Check the tenant, the principal's secret and its end, and that login.microsoftonline.com can be reached; then sign "
            + "in again.",
        what, error);

    private static MigrateException Unavailable(string what, string why, Exception error) => new(
        "Azure.Unavailable", $"{what}: Azure did not answer, or was busy, through all tries. {why}",
        "Run it again: it goes on where it was. If it stays so, check the network, the proxy and Azure's status page.",
        what, error);

    // The SDK's message goes on with the whole answer behind its first line.
    private static string Line(Exception error)
    {
        var text = error.Message;
        var end = text.IndexOfAny(['\r', '\n']);
        var line = Signature.Replace(end < 0 ? text : text.Substring(0, end), "$1…");
        return error is RequestFailedException { ErrorCode: { Length: > 0 } code } ? $"{line} ({code})" : line;
    }
}
