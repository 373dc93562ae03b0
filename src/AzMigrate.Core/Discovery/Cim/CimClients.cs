using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AzMigrate.Discovery.Cim.Mmi;
using AzMigrate.Discovery.Cim.WsMan;

namespace AzMigrate.Discovery.Cim;

/// <summary>Opens the client that the settings ask for.</summary>
internal static class CimClients
{
    /// <summary>Opens a client of one server; nothing is sent before it is first asked.</summary>
    /// <param name="server">Name or address.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="credential">Who logs in; null for the account that runs this.</param>
    /// <param name="warn">Told of a weak thumbprint; null for nobody.</param>
    /// <exception cref="MigrateException">
    /// <c>Source.NeedsWindows</c>, <c>Source.CredentialMissing</c>, <c>Source.ClientCertificateMissing</c>.
    /// </exception>
    public static ICimClient Open(
        string server, CimSettings settings, SourceCredential? credential, Action<MigrateProblem>? warn)
    {
        if (credential is null && settings.NeedsCredential)
            throw new MigrateException("Source.CredentialMissing", $"{server} needs a user name and a password.",
                "Give a credential for the source.", server);
        if (!settings.NeedsWindows)
            return new WsManClient(server, settings, credential, warn);
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? OpenWindows(server, settings, credential) : throw NeedsWindows(server, settings);
    }

    // A method of its own: where there is no Windows, no type of its client is ever loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MmiCimClient OpenWindows(string server, CimSettings settings, SourceCredential? credential) =>
        new MmiCimClient(server, settings, credential);

    private static MigrateException NeedsWindows(string server, CimSettings settings) => new(
        "Source.NeedsWindows",
        settings.Protocol == CimProtocol.Dcom ? $"{server}: DCOM can be spoken from Windows only."
        : !settings.UseSsl ? $"{server}: WinRM on port 5985 wants its messages encrypted, which is done from Windows only."
        : $"{server}: Kerberos alone can be asked for from Windows only.",
        settings is { Protocol: CimProtocol.WsMan, UseSsl: true }
            ? "Take -Authentication Negotiate, which takes Kerberos where it can be had."
            : "Give -UseSsl, which goes to port 5986; docs/windows.md says how a server gets an HTTPS listener.", server);
}
