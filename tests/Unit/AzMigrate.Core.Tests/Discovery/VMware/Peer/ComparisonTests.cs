using AzMigrate.Discovery;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>Every field of every machine of a thousand is what govc, a client of others, prints of it.</summary>
public sealed class ComparisonTests
{
    [PeerFact]
    public async Task Machines_through_the_strict_front_in_pages_are_what_govc_prints()
    {
        using var vcsim = Vcsim.Start("-machines", "1000", "-page", "300", "-api-version", "7.0.3.0");

        var found = await DiscoverAsync(vcsim, vcsim.Front);

        CompareAll(new Govc(vcsim.Direct), found, 1_000);
        var calls = await vcsim.CallsAsync();
        Assert.True(calls["ContinueRetrievePropertiesEx"] >= 3, "The machines came in one page.");
        Assert.Equal(1, calls["Login"]);
        Assert.Equal(1, calls["Logout"]);
        Assert.Empty(vcsim.Rejections);
    }

    [PeerFact]
    public async Task Machines_from_the_simulator_itself_without_TLS_are_what_govc_prints()
    {
        using var vcsim = Vcsim.Start("-machines", "1000", "-api-version", "7.0.3.0", "-tls=false");

        CompareAll(new Govc(vcsim.Direct), await DiscoverAsync(vcsim, vcsim.Direct, thumbprint: null), 1_000);
    }

    [PeerFact]
    public async Task A_lost_session_loses_no_machine_and_doubles_none()
    {
        // Enough requests for all machines, not for what is read before them too.
        using var vcsim = Vcsim.Start(
            "-machines", "200", "-page", "20", "-api-version", "7.0.3.0", "-session-requests", "12");

        var found = await DiscoverAsync(vcsim, vcsim.Front);

        CompareAll(new Govc(vcsim.Direct), found, 200);
        Assert.True((await vcsim.CallsAsync())["Login"] > 1, "No session was lost.");
    }

    [PeerFact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_named_by_its_thumbprint()
    {
        using var vcsim = Vcsim.Start("-machines", "1");

        var error = await Assert.ThrowsAnyAsync<MigrateException>(
            () => DiscoverAsync(vcsim, vcsim.Front, thumbprint: null));

        Assert.Equal("Source.CertificateInvalid", error.Code);
        Assert.Contains(vcsim.Thumbprint, (error.Message + error.Remedy).Replace(":", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
        Assert.False((await vcsim.CallsAsync()).ContainsKey("Login"));
    }

    [PeerFact]
    public async Task Another_thumbprint_than_the_servers_is_refused()
    {
        using var vcsim = Vcsim.Start("-machines", "1");

        var error = await Assert.ThrowsAnyAsync<MigrateException>(
            () => DiscoverAsync(vcsim, vcsim.Front, thumbprint: new string('A', 64)));

        Assert.Equal("Source.CertificateInvalid", error.Code);
        Assert.False((await vcsim.CallsAsync()).ContainsKey("Login"));
    }

    [PeerFact]
    public async Task A_wrong_password_is_tried_once()
    {
        using var vcsim = Vcsim.Start("-machines", "1");

        var error = await Assert.ThrowsAnyAsync<MigrateException>(
            () => DiscoverAsync(vcsim, vcsim.Front, vcsim.Thumbprint, "another password"));

        Assert.Equal("Source.LoginFailed", error.Code);
        Assert.DoesNotContain("another password", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await vcsim.CallsAsync())["Login"]);
    }

    private static async Task<List<DiscoveredItem>> DiscoverAsync(Vcsim vcsim, Uri address) =>
        await DiscoverAsync(vcsim, address, vcsim.Thumbprint);

    private static async Task<List<DiscoveredItem>> DiscoverAsync(
        Vcsim vcsim, Uri address, string? thumbprint, string password = Vcsim.Password)
    {
        await using var source = vcsim.Open(address, thumbprint, password);
        var found = new List<DiscoveredItem>();
        var request = new DiscoveryRequest { SourceName = "lab", IncludeNotes = true };
        await foreach (var item in source.DiscoverAsync(request, null, CancellationToken.None))
            found.Add(item);
        return found;
    }

    private static void CompareAll(Govc govc, List<DiscoveredItem> found, int count)
    {
        var expected = new GovcInventory(govc);
        Assert.Equal(count, expected.Machines.Count);
        Assert.Empty(found.Where(item => item.Problem is not null).Select(item => item.Problem!.Message));
        Assert.Equal(expected.Machines.Keys.Order(StringComparer.Ordinal),
            found.Select(item => item.NativeId).Order(StringComparer.Ordinal));
        foreach (var item in found)
            Assert.Equal(MachineText.Of(expected.Describe("lab", item.NativeId!)), MachineText.Of(item.Machine!));
    }
}
