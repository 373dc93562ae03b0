using System.Security;
using System.Text.RegularExpressions;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>Captured answers, and what goes around made ones.</summary>
internal static class Wire
{
    public const string Password = "c4nary-Pa55w0rd";

    /// <summary>No waits between repetitions, and time enough for a logout on the busiest machine.</summary>
    public static VimLimits Hasty { get; } = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        LogoutAfterCancel = TimeSpan.FromMinutes(5),
        Logout = TimeSpan.FromMinutes(5),
    };

    /// <summary>The same where a login or a logout is not answered: it goes on behind.</summary>
    public static VimLimits HastyEnd { get; } = Hasty with
    {
        LogoutAfterCancel = TimeSpan.FromMilliseconds(200), Logout = TimeSpan.FromMilliseconds(200),
    };

    public static string Captured(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "wire", name + ".xml"));

    public static string MethodOf(string envelope) =>
        Regex.Match(envelope, @"Body>\s*<([A-Za-z_]+) xmlns=""urn:vim25""><_this type=").Groups[1].Value;

    public static string Envelope(string method, string content) =>
        """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>"""
        + $"""<{method}Response xmlns="urn:vim25">{content}</{method}Response></soapenv:Body></soapenv:Envelope>""";

    public static SdkAnswer Ok(string method, string content) => new() { Body = Envelope(method, content) };

    public static SdkAnswer Fault(string type, string content = "", string text = "") => new()
    {
        Status = 500,
        Body = """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>"""
            + $"""<faultcode>ServerFaultCode</faultcode><faultstring>{text}</faultstring><detail><{type}Fault xmlns="urn:vim25" xsi:type="{type}">{content}</{type}Fault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>""",
    };

    public static SourceCredential Credential(string password = Password)
    {
        var secret = new SecureString();
        foreach (var character in password)
            secret.AppendChar(character);
        return new SourceCredential("reader@vsphere.local", secret);
    }

    public static VMwareConnection Connection(SdkServer server) => new() { Server = server.Address };

    public static VimClient Client(SdkServer server, VimLimits? limits = null, Action<MigrateProblem>? warn = null) =>
        new(Connection(server), Credential(), warn, limits ?? Hasty);
}
