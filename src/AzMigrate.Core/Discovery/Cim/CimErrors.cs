using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim;

/// <summary>What a CIM server refuses, each with what to do. The target is the server.</summary>
internal static class CimErrors
{
    /// <summary>The account may not read this.</summary>
    public const string AccessDeniedCode = "CIM.AccessDenied";

    /// <summary>The server has no such namespace: the role or feature is not installed.</summary>
    public const string NamespaceNotFoundCode = "CIM.NamespaceNotFound";

    /// <summary>The namespace has no such class: an older Windows, or a feature that is not installed.</summary>
    public const string ClassNotFoundCode = "CIM.ClassNotFound";

    /// <summary>The query is not understood.</summary>
    public const string InvalidQueryCode = "CIM.InvalidQuery";

    /// <summary>There is no instance with these keys.</summary>
    public const string NotFoundCode = "CIM.NotFound";

    /// <summary>The class has no such method, or not with these arguments.</summary>
    public const string MethodNotFoundCode = "CIM.MethodNotFound";

    /// <summary>The server did not finish in time.</summary>
    public const string TimeoutCode = "CIM.Timeout";

    /// <summary>The server's limits of shells, operations or sizes are reached.</summary>
    public const string QuotaExceededCode = "CIM.QuotaExceeded";

    /// <summary>Anything else that the server refused.</summary>
    public const string FailedCode = "CIM.Failed";

    public static SourceException AccessDenied(string server, string cimNamespace, Exception? cause = null) => new(
        AccessDeniedCode, $"{server} does not let the account read the WMI namespace {cimNamespace}.",
        "Put the account into the server's group Remote Management Users, and give it Enable Account and Remote Enable "
        + $"on {cimNamespace} in wmimgmt.msc (WMI Control, Security).", server, cause);

    public static SourceException NamespaceNotFound(string server, string cimNamespace, Exception? cause = null) => new(
        NamespaceNotFoundCode, $"{server} has no WMI namespace {cimNamespace}.",
        "Check that the server has the role or feature that brings it.", server, cause);

    public static SourceException ClassNotFound(
        string server, string cimNamespace, string className, Exception? cause = null) => new(
        ClassNotFoundCode, $"{server} has no class {className} in the WMI namespace {cimNamespace}.",
        "Its Windows is older than the class, or the feature that brings it is not installed. Where it is a performance "
        + "class, winmgmt /resyncperf on the server registers it again.", server, cause);

    public static SourceException InvalidQuery(string server, string wql, string why, Exception? cause = null) => new(
        InvalidQueryCode, $"{server} does not understand the WMI query '{wql}': {ServerErrors.Shortened(why)}.",
        "This is a fault of AzMigrate, or the server's WMI is damaged: winmgmt /verifyrepository on the server tells.",
        server, cause);

    public static SourceException NotFound(string server, string what, Exception? cause = null) => new(
        NotFoundCode, $"{server} has no {what}.", "It may have been removed meanwhile; run the command again.", server,
        cause);

    public static SourceException MethodNotFound(
        string server, string className, string method, Exception? cause = null) => new(
            MethodNotFoundCode, $"{server} cannot call {method} of {className} with these arguments.",
            "Its Windows is older than the method.", server, cause);

    public static SourceException Timeout(string server, string what, TimeSpan timeout, Exception? cause = null) => new(
        TimeoutCode,
        FormattableString.Invariant($"{server} did not answer {what} within {timeout.TotalSeconds:0} seconds."),
        "Look at the server's load and its WMI service; a longer time-out can be set for the source.", server, cause)
    { IsTransient = true };

    public static SourceException QuotaExceeded(string server, string what, Exception? cause = null) => new(
        QuotaExceededCode, $"{server} refused {what}: its limit of requests at a time or of sizes is reached.",
        "Try again later, or raise the limits in winrm get winrm/config.", server, cause)
    { IsTransient = true };

    public static SourceException Failed(string server, string what, string why, Exception? cause = null) => new(
        FailedCode, $"{server} answered {what} with an error: {ServerErrors.Shortened(why)}.",
        "Try again; when it stays, the server's event log of Windows Remote Management or WMI-Activity tells more.", server,
        cause);
}
