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
    /// <param name="opening">With what it is opened; without a credential as the account that runs this.</param>
    /// <exception cref="MigrateException">
    /// <c>Source.NeedsWindows</c>, <c>Source.CredentialMissing</c>, <c>Source.ClientCertificateMissing</c>.
    /// </exception>
    public static ICimClient Open(string server, CimSettings settings, SourceOpening opening)
    {
        if (opening.Credential is null && settings.NeedsCredential)
            throw new MigrateException("Source.CredentialMissing", $"{server} needs a user name and a password.",
                "Give a credential for the source.", server);
        if (!settings.NeedsWindows)
            return new WsManClient(server, settings, opening.Credential, opening.Warn, null, opening.OnCall);
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? OpenWindows(server, settings, opening) : throw NeedsWindows(server, settings);
    }

    // A method of its own: where there is no Windows, no type of its client is ever loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MmiCimClient OpenWindows(string server, CimSettings settings, SourceOpening opening) =>
        new MmiCimClient(server, settings, opening.Credential, opening.OnCall);

    private static MigrateException NeedsWindows(string server, CimSettings settings) => new(
        "Source.NeedsWindows",
        settings.Protocol == CimProtocol.Dcom ? $"{server}: DCOM can be spoken from Windows only."
        : !settings.UseSsl ? $"{server}: WinRM on port 5985 wants its messages encrypted, which is done from Windows only."
        : $"{server}: Kerberos alone can be asked for from Windows only.",
        settings is { Protocol: CimProtocol.WsMan, UseSsl: true }
            ? "Take -Authentication Negotiate, which takes Kerberos where it can be had."
            : "Give -UseSsl, which goes to port 5986; docs/windows.md says how a server gets an HTTPS listener.",
            server);
}
