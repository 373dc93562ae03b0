namespace AzMigrate.Discovery.Cim;

/// <summary>What was asked, for messages.</summary>
/// <param name="Server">The server.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="ClassName">The class.</param>
/// <param name="Wql">The query; null for a method.</param>
/// <param name="Method">The method; null for a query.</param>
/// <param name="Timeout">How long the server might take.</param>
internal sealed record CimQuestion(
    string Server, string Namespace, string ClassName, string? Wql, string? Method, TimeSpan Timeout)
{
    /// <summary>What was asked, in words.</summary>
    public string Words => Method is null ? $"the query of {ClassName}" : $"{ClassName}.{Method}";
}

/// <summary>Makes an error of the numbers that a failure brings, whichever client brings them.</summary>
internal static class CimFailure
{
    // Win32 errors, HRESULTs of WMI (MS-WMI 2.2.11, WBEMSTATUS) and of WS-Management (wsmerror.h).
    private static readonly Dictionary<uint, string> CodeOf = new()
    {
        [5] = CimErrors.AccessDeniedCode,
        [0x80070005] = CimErrors.AccessDeniedCode,
        [0x80041003] = CimErrors.AccessDeniedCode,
        [0x8004100E] = CimErrors.NamespaceNotFoundCode,
        [0x80041010] = CimErrors.ClassNotFoundCode,
        [0x80041017] = CimErrors.InvalidQueryCode,
        [0x80041018] = CimErrors.InvalidQueryCode,
        [0x8033801A] = CimErrors.InvalidQueryCode,
        [0x80041002] = CimErrors.NotFoundCode,
        [0x80338000] = CimErrors.NotFoundCode,
        [0x8033803D] = CimErrors.NotFoundCode,
        [0x8033805A] = CimErrors.NotFoundCode,
        [0x8033805B] = CimErrors.NotFoundCode,
        [0x8004102E] = CimErrors.MethodNotFoundCode,
        [0x8004102F] = CimErrors.MethodNotFoundCode,
        [0x80041055] = CimErrors.MethodNotFoundCode,
        [0x80338001] = CimErrors.MethodNotFoundCode,
        [0x80338013] = CimErrors.MethodNotFoundCode,
        [0x80338054] = CimErrors.MethodNotFoundCode,
        [0x80338055] = CimErrors.MethodNotFoundCode,
        [0x8033801C] = CimErrors.TimeoutCode,
        [0x80338029] = CimErrors.TimeoutCode,
        [0x800705B4] = CimErrors.TimeoutCode,
        [0x80041069] = CimErrors.TimeoutCode,
        [0x8004106C] = CimErrors.QuotaExceededCode,
        [0x80041031] = CimErrors.QuotaExceededCode,
        [0x80338026] = CimErrors.QuotaExceededCode,
        [0x80338032] = CimErrors.QuotaExceededCode,
        [0x80338035] = CimErrors.QuotaExceededCode,
        [0x8033803F] = CimErrors.QuotaExceededCode,
        [0x80338048] = CimErrors.QuotaExceededCode,
        [0x803381A6] = CimErrors.QuotaExceededCode,
    };

    /// <summary>The error of the first number that is known, else <c>CIM.Failed</c> with the server's words.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="numbers">Numbers of the failure, the most particular first.</param>
    /// <param name="code">The code where no number is known; null for none.</param>
    /// <param name="words">The server's words.</param>
    /// <param name="cause">The exception; null for none.</param>
    public static SourceException Of(
        CimQuestion question, IEnumerable<uint> numbers, string? code, string words, Exception? cause = null)
    {
        foreach (var number in numbers)
        {
            if (CodeOf.TryGetValue(number, out var known))
                return Of(question, known, words, cause);
        }
        return Of(question, code ?? CimErrors.FailedCode, words, cause);
    }

    private static SourceException Of(CimQuestion question, string code, string words, Exception? cause)
    {
        var (server, cimNamespace) = (question.Server, question.Namespace);
        return code switch
        {
            CimErrors.AccessDeniedCode => CimErrors.AccessDenied(server, cimNamespace, cause),
            CimErrors.NamespaceNotFoundCode => CimErrors.NamespaceNotFound(server, cimNamespace, cause),
            CimErrors.ClassNotFoundCode => CimErrors.ClassNotFound(server, cimNamespace, question.ClassName, cause),
            // A query names no instance: what is not found is its class.
            CimErrors.NotFoundCode when question.Method is null =>
                CimErrors.ClassNotFound(server, cimNamespace, question.ClassName, cause),
            CimErrors.NotFoundCode => CimErrors.NotFound(server, question.ClassName + " with these keys", cause),
            CimErrors.InvalidQueryCode when question.Wql is not null =>
                CimErrors.InvalidQuery(server, question.Wql, words, cause),
            CimErrors.MethodNotFoundCode when question.Method is not null =>
                CimErrors.MethodNotFound(server, question.ClassName, question.Method, cause),
            CimErrors.TimeoutCode => CimErrors.Timeout(server, question.Words, question.Timeout, cause),
            CimErrors.QuotaExceededCode => CimErrors.QuotaExceeded(server, question.Words, cause),
            _ => CimErrors.Failed(server, question.Words, words, cause),
        };
    }
}
