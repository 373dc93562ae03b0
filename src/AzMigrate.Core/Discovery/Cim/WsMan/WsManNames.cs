namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>Names of the protocol (DSP0226, DSP0230, MS-WSMV 2.2.1).</summary>
internal static class WsManNames
{
    public const string Soap = "http://www.w3.org/2003/05/soap-envelope";
    public const string Addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    public const string Anonymous = Addressing + "/role/anonymous";
    public const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
    public const string Management = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
    public const string Microsoft = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd";
    public const string Fault = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    public const string WqlDialect = "http://schemas.microsoft.com/wbem/wsman/1/WQL";
    public const string MutualTls = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";
    public const string Enumerate = Enumeration + "/Enumerate";
    public const string Pull = Enumeration + "/Pull";
    public const string Release = Enumeration + "/Release";
    private const string Wmi = "http://schemas.microsoft.com/wbem/wsman/1/wmi/";

    /// <summary>The resource of a class; of all classes for a query.</summary>
    public static string Resource(string cimNamespace, string className = "*") =>
        $"{Wmi}{Slashed(cimNamespace)}/{className}";

    /// <summary>The namespace with the slashes of addresses.</summary>
    public static string Slashed(string cimNamespace) => cimNamespace.Replace('\\', '/').Trim('/').ToLowerInvariant();
}
