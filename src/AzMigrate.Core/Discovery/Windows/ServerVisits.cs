using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Windows;

/// <summary>
/// Opens a client for each visit of a server, after its port answered, and logs in as <see cref="LoginGate"/> lets it.
/// </summary>
internal sealed class ServerVisits : IDisposable
{
    private readonly CimSettings _settings;
    private readonly Func<HostAddress, ICimClient> _open;
    private readonly Func<HostAddress, CancellationToken, Task> _reach;
    private readonly LoginGate _gate;

    public ServerVisits(CimSettings settings, SourceOpening opening)
        : this(settings, host => CimClients.Open(host.Host, settings, opening),
            (host, token) => ServerReach.CheckAsync(host.Host, settings, token))
    {
    }

    internal ServerVisits(
        CimSettings settings, Func<HostAddress, ICimClient> open, Func<HostAddress, CancellationToken, Task> reach)
    {
        _settings = settings;
        _open = open;
        _reach = reach;
        _gate = new LoginGate(settings.Authentication != CimAuthentication.Certificate);
    }

    /// <summary>Visits a server.</summary>
    /// <param name="host">The server.</param>
    /// <param name="work">What is asked there.</param>
    /// <param name="cancellation">Ends the visit.</param>
    public async Task<T> VisitAsync<T>(HostAddress host, Func<ICimClient, Task<T>> work, CancellationToken cancellation)
    {
        var client = _open(host);
        await using (client.ConfigureAwait(false))
        {
            await _reach(host, cancellation).ConfigureAwait(false);
            await _gate.PassAsync(() => LogInAsync(client, cancellation), IsRefusal, () => NotTried(host), cancellation)
                .ConfigureAwait(false);
            return await work(client).ConfigureAwait(false);
        }
    }

    public void Dispose() => _gate.Dispose();

    // The cheapest question: a login takes place with the first one.
    private static async Task<bool> LogInAsync(ICimClient client, CancellationToken cancellation)
    {
        var rows = client.QueryAsync("root/cimv2", "SELECT Version FROM Win32_OperatingSystem", cancellation);
        await foreach (var row in rows.ConfigureAwait(false))
        {
            if (row.GetString("Version") is not null)
                return true;
        }
        return false;
    }

    private static bool IsRefusal(Exception error) => error is MigrateException { Code: "Source.LoginFailed" };

    private MigrateException NotTried(HostAddress host) => new(
        "Source.LoginNotTried",
        $"{host.Host} was not asked: the credential was refused by other servers, and each refusal counts towards a lock-out.",
        _settings.NeedsCredential ? "Check the credential, then run the command again."
            : "Check the credential, or that the account that runs this may log in, then run the command again.",
            host.Host);
}
