using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Performance;

namespace AzMigrate.Discovery.VMware;

/// <summary>Checks of a server, in the order in which they build on each other.</summary>
/// <param name="client">The server.</param>
/// <param name="trust">Why its certificate is accepted, one sentence; null without TLS.</param>
internal sealed class SourceChecks(IVimClient client, string? trust)
{
    private const string Reach = "Reach";
    private const string Certificate = "Certificate";

    private readonly List<SourceCheck> _checks = [];

    /// <summary>The checks, up to the first that makes the others senseless.</summary>
    public async Task<IReadOnlyList<SourceCheck>> RunAsync(CancellationToken cancellation)
    {
        VimServiceContent server;
        try
        {
            server = await client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            var answers = error.Code == "Source.CertificateInvalid";
            if (answers)
                Passed(Reach, "The server answers.");
            Failed(answers ? Certificate : Reach, error);
            return _checks;
        }

        Passed(Reach, $"{server.FullName} answers, API {server.ApiVersion}.");
        if (trust is not null)
            Passed(Certificate, trust);
        if (!await TryAsync("Login", () => LoginAsync(cancellation)).ConfigureAwait(false))
            return _checks;
        await TryAsync("Inventory", () => InventoryAsync(server, cancellation)).ConfigureAwait(false);
        await TryAsync("Statistics", async () => _checks.Add(
            StatisticsCheck.Of(await ServerStatistics.ReadAsync(client, cancellation).ConfigureAwait(false))))
            .ConfigureAwait(false);
        return _checks;
    }

    private async Task LoginAsync(CancellationToken cancellation)
    {
        await client.LoginAsync(cancellation).ConfigureAwait(false);
        Passed("Login", "The user can log in.");
    }

    private async Task InventoryAsync(VimServiceContent server, CancellationToken cancellation)
    {
        var places = await CheckedPlaces.ReadAsync(client, server, cancellation).ConfigureAwait(false);
        _checks.Add(places.Check());
        await TryAsync("Privileges", async () => _checks.AddRange(
            await new PrivilegeChecks(client, server, places).RunAsync(cancellation).ConfigureAwait(false)))
            .ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(string name, Func<Task> check)
    {
        try
        {
            await check().ConfigureAwait(false);
            return true;
        }
        catch (SourceException error)
        {
            Failed(name, error);
            return false;
        }
    }

    private void Passed(string name, string detail) => _checks.Add(new SourceCheck(name, true, detail, null));

    private void Failed(string name, SourceException error) =>
        _checks.Add(new SourceCheck(name, false, error.Message, error.Remedy));
}
