namespace AzMigrate.Discovery.VMware.Client;

/// <summary>What cannot go on with a source; knows whether asking again is worth it.</summary>
internal class SourceException : MigrateException
{
    public SourceException(
        string code, string message, string remedy, object? target = null, Exception? innerException = null)
        : base(code, message, remedy, target, innerException)
    {
    }

    /// <summary>True for a broken connection or a server that is busy.</summary>
    public bool IsTransient { get; init; }
}

/// <summary>A fault that the server answered.</summary>
internal sealed class VimFaultException : SourceException
{
    public VimFaultException(
        string code, string message, string remedy, object? target, string faultType, string faultText, VimValue? detail)
        : base(code, message, remedy, target)
    {
        FaultType = faultType;
        FaultText = faultText;
        Detail = detail;
    }

    /// <summary>The fault's type, such as <c>ManagedObjectNotFound</c>; empty where the server told none.</summary>
    public string FaultType { get; }

    /// <summary>The server's words.</summary>
    public string FaultText { get; }

    /// <summary>The fault's fields.</summary>
    public VimValue? Detail { get; }
}
