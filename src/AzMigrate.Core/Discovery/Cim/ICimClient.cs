namespace AzMigrate.Discovery.Cim;

/// <summary>
/// The part of CIM (WMI) that is used here, whatever carries it. Calls may run side by side. Failures are
/// <see cref="MigrateException"/>: those of the way there have the codes <c>Source.*</c>, those that the CIM server
/// answers the codes of <see cref="CimErrors"/>.
/// </summary>
internal interface ICimClient : IAsyncDisposable
{
    /// <summary>Rows that a query answers, as they come; a query that is left early is ended on the server.</summary>
    /// <param name="cimNamespace">Namespace, such as <c>root/cimv2</c>; either slash will do.</param>
    /// <param name="wql">The query.</param>
    /// <param name="cancellationToken">Ends the query within a second.</param>
    /// <exception cref="MigrateException">
    /// <c>CIM.AccessDenied</c>, <c>CIM.NamespaceNotFound</c>, <c>CIM.ClassNotFound</c>, <c>CIM.InvalidQuery</c>,
    /// <c>CIM.Timeout</c>, <c>CIM.QuotaExceeded</c>, <c>CIM.Failed</c> and <c>Source.*</c>.
    /// </exception>
    IAsyncEnumerable<CimRow> QueryAsync(string cimNamespace, string wql, CancellationToken cancellationToken);

    /// <summary>Calls a method of one instance, or of a class; it is never repeated.</summary>
    /// <param name="cimNamespace">Namespace, such as <c>root/virtualization/v2</c>.</param>
    /// <param name="className">The class.</param>
    /// <param name="keys">The instance's key properties; empty for a method of the class.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="arguments">
    /// Arguments in the order in which the class declares them: texts, numbers, truth values, arrays of them, null.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the method gives out; its result is <c>ReturnValue</c>, and 0 mostly means done.</returns>
    /// <exception cref="MigrateException">
    /// As of <see cref="QueryAsync"/>, and <c>CIM.NotFound</c> for an instance and <c>CIM.MethodNotFound</c>.
    /// </exception>
    Task<CimRow> InvokeAsync(
        string cimNamespace, string className, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken);
}
