namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A fault that the server answered.</summary>
internal sealed class VimFaultException : SourceException
{
    public VimFaultException(
        string code, string message, string remedy, object? target, string faultType, string faultText,
        VimValue? detail)
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
