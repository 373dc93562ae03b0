using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>Makes PowerShell's error records of Core's failures and problems.</summary>
internal static class ErrorRecords
{
    // By the end of the code, since codes read Room.WhatIsWrong; the first that fits counts.
    private static readonly (string Ending, ErrorCategory Category)[] Categories =
    [
        ("NotConnected", ErrorCategory.ResourceUnavailable),
        ("Unavailable", ErrorCategory.ResourceUnavailable),
        ("NotSupported", ErrorCategory.NotImplemented),
        ("Denied", ErrorCategory.PermissionDenied),
        ("PermissionMissing", ErrorCategory.PermissionDenied),
        ("LoginFailed", ErrorCategory.AuthenticationError),
        ("CertificateInvalid", ErrorCategory.SecurityError),
        ("Unprotected", ErrorCategory.SecurityError),
        ("Unreachable", ErrorCategory.ConnectionError),
        ("SessionExpired", ErrorCategory.ConnectionError),
        ("NotFound", ErrorCategory.ObjectNotFound),
        ("Missing", ErrorCategory.ObjectNotFound),
        ("Exists", ErrorCategory.ResourceExists),
        ("Duplicate", ErrorCategory.ResourceExists),
        ("Busy", ErrorCategory.ResourceBusy),
        ("Locked", ErrorCategory.ResourceBusy),
        ("Timeout", ErrorCategory.OperationTimeout),
        ("TooLarge", ErrorCategory.LimitsExceeded),
        ("TooMany", ErrorCategory.LimitsExceeded),
        ("Invalid", ErrorCategory.InvalidData),
        ("Unknown", ErrorCategory.InvalidData),
        ("Corrupt", ErrorCategory.InvalidData),
        ("Ambiguous", ErrorCategory.InvalidArgument),
        ("Empty", ErrorCategory.InvalidArgument),
    ];

    /// <summary>The record for a failure that is expected to happen; null for a defect, which shows itself.</summary>
    public static ErrorRecord? From(Exception failure) => failure switch
    {
        MigrateException migrate => Of(migrate),
        UnauthorizedAccessException => Of(failure, "IO.Denied", ErrorCategory.PermissionDenied, null, null),
        IOException => Of(failure, "IO.Failed", ErrorCategory.DeviceError, null, null),
        TimeoutException or OperationCanceledException =>
            Of(failure, "Operation.Timeout", ErrorCategory.OperationTimeout, null, null),
        _ => null,
    };

    /// <summary>The record for Core's failure.</summary>
    public static ErrorRecord Of(MigrateException failure) =>
        Of(failure, failure.Code, Category(failure.Code), failure.Target, failure.Remedy);

    /// <summary>The record for a problem of one row or machine.</summary>
    public static ErrorRecord Of(MigrateProblem problem)
    {
        object? target = problem.Target is not null ? problem.Target : problem.Place.Length > 0 ? problem.Place : null;
        var failure = new MigrateException(problem.Code, AtPlace(problem), problem.Remedy, target);
        return Of(failure);
    }

    /// <summary>A problem in one line: place, message, remedy.</summary>
    public static string Describe(MigrateProblem problem) => WithRemedy(AtPlace(problem), problem.Remedy);

    private static ErrorRecord Of(Exception failure, string code, ErrorCategory category, object? target,
        string? remedy)
    {
        var record = new ErrorRecord(failure, code, category, target);
        // Consoles don't show the recommended action, so the message has it too.
        if (!string.IsNullOrWhiteSpace(remedy))
            record.ErrorDetails = new ErrorDetails(WithRemedy(failure.Message, remedy)) { RecommendedAction = remedy };
        return record;
    }

    private static string AtPlace(MigrateProblem problem) =>
        problem.Place.Length == 0 ? problem.Message : $"{problem.Place}: {problem.Message}";

    private static string WithRemedy(string message, string? remedy) =>
        string.IsNullOrWhiteSpace(remedy) ? message : $"{message} {remedy}";

    private static ErrorCategory Category(string code)
    {
        foreach (var (ending, category) in Categories)
        {
            if (code.EndsWith(ending, StringComparison.Ordinal))
                return category;
        }

        return ErrorCategory.InvalidOperation;
    }
}
