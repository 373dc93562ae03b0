using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Windows.Machines;
using AzMigrate.Discovery.Windows.Performance;

namespace AzMigrate.Discovery.Windows;

/// <summary>Checks of a server: port, listener, certificate, login, and each right that is missing by name.</summary>
internal static class ServerChecks
{
    // In the order in which they happen: what failed passed all before it.
    private static readonly (string Name, string Passed, Func<string, bool> Codes)[] Steps =
    [
        ("Settings", "They can be used on this computer.",
            code => code is "Source.NeedsWindows" or "Source.CredentialMissing"
            or "Source.ClientCertificateMissing"),
        ("Reach", "The server's port takes connections.", code => code == "Source.Unreachable"),
        ("Certificate", "The certificate is trusted, or is the one of the thumbprint.",
            code => code == "Source.CertificateInvalid"),
        ("Listener", "WinRM listens there.", code => code is "Source.NotWinRM" or "Source.AnswerInvalid"),
        ("Login", "The account can log in.", code => code is "Source.LoginFailed" or "Source.AuthenticationNotOffered"
            or "Source.ServerNotProved" or "Source.LoginNotTried"),
        ("WMI root/cimv2", "The account may read it.", code => code.StartsWith("CIM.", StringComparison.Ordinal)),
    ];

    /// <summary>Checks of the way to a server, and then of what is read there.</summary>
    /// <param name="host">The server.</param>
    /// <param name="settings">How it is reached.</param>
    /// <param name="visits">Visits it.</param>
    /// <param name="rights">Checks what is read there.</param>
    /// <param name="cancellation">Ends the checks.</param>
    public static async Task<(HostAddress Host, IReadOnlyList<SourceCheck> Checks)> RunAsync(
        HostAddress host, CimSettings settings, ServerVisits visits, Func<ICimClient, Task<List<SourceCheck>>> rights,
        CancellationToken cancellation)
    {
        try
        {
            var checks = await visits.VisitAsync(host, rights, cancellation).ConfigureAwait(false);
            return (host, [.. Of(settings).Select(step => new SourceCheck(step.Name, true, step.Passed, null)),
                .. checks]);
        }
        catch (MigrateException error)
        {
            return (host, Failed(error, settings));
        }
    }

    /// <summary>Of one among several servers: what is not in order, or that all is.</summary>
    public static IEnumerable<SourceCheck> Summary(HostAddress host, IReadOnlyList<SourceCheck> checks) =>
        checks.Where(check => !check.Passed).Select(check => check with { Name = $"{host.Host} {check.Name}" })
            .DefaultIfEmpty(new SourceCheck(
                host.Host, true, "It answers, lets the account log in and read all that is read.", null));

    // DCOM has no certificate and no listener of WinRM.
    private static IEnumerable<(string Name, string Passed, Func<string, bool> Codes)> Of(CimSettings settings) =>
        Steps.Where(
            step => settings.Protocol == CimProtocol.WsMan
                ? step.Name != "Certificate" || settings.UseSsl : step.Name is not ("Certificate" or "Listener"));

    private static List<SourceCheck> Failed(MigrateException error, CimSettings settings)
    {
        var steps = Of(settings).ToList();
        var at = steps.FindIndex(step => step.Codes(error.Code));
        var failed = new SourceCheck(at < 0 ? "Visit" : steps[at].Name, false, error.Message, error.Remedy);
        return [.. steps.Take(Math.Max(at, 0)).Select(step => new SourceCheck(step.Name, true, step.Passed, null)),
            failed];
    }

    /// <summary>Checks of what is read of a Windows server.</summary>
    public static async Task<List<SourceCheck>> RightsAsync(ICimClient client, CancellationToken cancellation) =>
    [
        await CheckAsync("Performance counters", "They can be read.",
            "Put the account into the server's group Performance Monitor Users; where the classes are missing, run winmgmt "
            + "/resyncperf there.",
            client, CimQueries.Cim, CounterQueries.Processors, cancellation).ConfigureAwait(false),
        await CheckAsync("Disks", "They can be read.", "See docs/windows.md for the rights that an account needs.",
            client, CimQueries.Cim, CimQueries.Disks, cancellation).ConfigureAwait(false),
        await StorageAsync(client, cancellation).ConfigureAwait(false),
        await SecureBoot.ReadAsync(client, cancellation).ConfigureAwait(false) is not null
            ? new SourceCheck("Secure boot", true, "It can be read.", null)
            : new SourceCheck("Secure boot", true,
                "It is not told, as by servers that start by BIOS, or where the account may not run methods of WMI; it stays unknown.", null),
    ];

    /// <summary>Checks that a query shows something to the account.</summary>
    public static async Task<SourceCheck> CheckAsync(
        string name, string passed, string remedy, ICimClient client, string cimNamespace, string wql,
        CancellationToken cancellation)
    {
        try
        {
            var rows = await client.AllAsync(cimNamespace, wql, cancellation).ConfigureAwait(false);
            return rows.Count > 0 ? new SourceCheck(name, true, passed, null)
                : new SourceCheck(name, false, $"{WqlText.ClassOf(wql)} shows nothing to the account.", remedy);
        }
        catch (MigrateException error)
        {
            return new SourceCheck(name, false, error.Message, remedy);
        }
    }

    private static async Task<SourceCheck> StorageAsync(ICimClient client, CancellationToken cancellation)
    {
        var check = await CheckAsync("Exact disk sizes", "They can be read.", "", client, CimQueries.Storage,
            CimQueries.StorageDisks, cancellation).ConfigureAwait(false);
        return check.Passed ? check : check with
        {
            IsOptional = true,
            Detail = "Only administrators, and Windows Server 2012 and later, show them; sizes are a few megabytes too small "
                + "without, and disks of a cluster are not told.",
            Remedy = "Nothing has to be done; the exact sizes need a local administrator.",
        };
    }
}
