namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>What a WinRM listener refuses before CIM is asked, each with what to do.</summary>
internal static class WsManErrors
{
    public static SourceException NotWinRM(Uri address, string what) => new(
        "Source.NotWinRM", $"{address.Authority} is no WinRM listener: {what}.",
        "Check the port: WinRM listens on 5986 with TLS and on 5985 without; winrm enumerate winrm/config/listener on the "
        + "server shows its listeners.", address.Authority);

    public static SourceException LoginFailed(Uri address, string account) => new(
        "Source.LoginFailed", $"{address.Authority} refused the login of {account}.",
        "Check the user's name with its domain (CORP\\user, user@corp.example, or SERVER\\user for a local account) and the "
        + "password. It was tried once only, so that no account is locked.", address.Authority);

    public static SourceException NotOffered(
        Uri address, CimAuthentication wanted, IReadOnlyCollection<string> offered) => new(
        "Source.AuthenticationNotOffered",
        $"{address.Authority} does not offer {wanted} authentication"
        + (offered.Count > 0 ? $"; it offers {string.Join(", ", offered)}." : "."),
        wanted == CimAuthentication.Basic
            ? "Take -Authentication Negotiate; or switch Basic on at the server, for local accounts over HTTPS: winrm set "
                + "winrm/config/service/auth @{Basic=\"true\"}."
            : "Switch it on at the server: winrm set winrm/config/service/auth, or take another -Authentication.",
        address.Authority);

    public static SourceException Forbidden(Uri address, string account) => new(
        CimErrors.AccessDeniedCode, $"{address.Authority} knows {account} and does not let it use WinRM.",
        "Put the account into the server's group Remote Management Users.", address.Authority);

    public static SourceException ClientCertificateMissing(Uri address, string thumbprint) => new(
        "Source.ClientCertificateMissing",
        $"There is no certificate with the thumbprint {thumbprint} and a private key in the personal store of this account "
        + "or of this computer.",
        "Import it with its private key, and let the account read the key.", address.Authority);
}
