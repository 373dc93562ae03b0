using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Hosts;

namespace AzMigrate.Tests.Discovery.Linux;

public sealed class KnownHostsTests
{
    private static readonly byte[] Key = Convert.FromBase64String(
        "AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");
    private static readonly byte[] Other = [.. Key.Take(Key.Length - 1), (byte)0];
    private static readonly string Line = "ssh-ed25519 " + Convert.ToBase64String(Key);

    [Theory]
    [InlineData("web1", "web1", 22, nameof(HostKeyVerdict.Trusted))]
    [InlineData("web1,10.0.0.1", "10.0.0.1", 22, nameof(HostKeyVerdict.Trusted))]
    [InlineData("WEB1", "web1", 22, nameof(HostKeyVerdict.Trusted))]
    [InlineData("*.corp.example", "web1.corp.example", 22, nameof(HostKeyVerdict.Trusted))]
    [InlineData("web?.corp.example", "web10.corp.example", 22, nameof(HostKeyVerdict.Unknown))]
    [InlineData("*,!web1", "web1", 22, nameof(HostKeyVerdict.Unknown))]
    [InlineData("web1", "web1", 2222, nameof(HostKeyVerdict.Unknown))]
    [InlineData("[web1]:2222", "web1", 2222, nameof(HostKeyVerdict.Trusted))]
    [InlineData("[*]:2222", "web1", 2222, nameof(HostKeyVerdict.Trusted))]
    [InlineData("# web1", "web1", 22, nameof(HostKeyVerdict.Unknown))]
    [InlineData("@cert-authority web1", "web1", 22, nameof(HostKeyVerdict.Unknown))]
    [InlineData("@revoked web1", "web1", 22, nameof(HostKeyVerdict.Revoked))]
    [InlineData("|1|MDEyMzQ1Njc4OTAxMjM0NTY3ODk=|MDEyMzQ1Njc4OTAxMjM0NTY3ODk=", "web2", 22,
        nameof(HostKeyVerdict.Unknown))]
    [InlineData("|1|not base64|x", "web1", 22, nameof(HostKeyVerdict.Unknown))]
    public void A_line_knows_the_hosts_that_it_names(string names, string host, int port, string verdict)
    {
        var known = new KnownHosts();
        known.Add($"{names} {Line}");
        Assert.Equal(verdict, known.Judge(new HostAddress(null, host, port), Key).ToString());
    }

    [Fact]
    public void Another_key_is_a_changed_one_also_of_another_type()
    {
        var (known, host) = (new KnownHosts(), new HostAddress(null, "web1", 22));
        known.Add("web1 " + Line);
        Assert.Equal(HostKeyVerdict.Changed, known.Judge(host, Other));
        Assert.Equal(["ssh-ed25519"], known.KeyTypesOf(host));
        known.Add($"* {Line[..12]}{Convert.ToBase64String(Other)}");
        Assert.Equal(HostKeyVerdict.Trusted, known.Judge(host, Other));
        known.Add($"@revoked * {Line}");
        Assert.Equal(HostKeyVerdict.Revoked, known.Judge(host, Key));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var (known, host) = (new KnownHosts(), new HostAddress("root", "2001:db8::1", 2222));
        known.Add(KnownHosts.LineOf(host, Key));
        Assert.Equal(HostKeyVerdict.Trusted, known.Judge(host, Key));
        Assert.StartsWith("[2001:db8::1]:2222 ssh-ed25519 ", KnownHosts.LineOf(host, Key), StringComparison.Ordinal);
    }
}
