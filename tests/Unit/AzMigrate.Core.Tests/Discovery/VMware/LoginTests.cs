using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class LoginTests
{
    [Fact]
    public async Task A_wrong_password_is_sent_once_only()
    {
        var estate = Estate.Of(1);
        using var server = new SdkServer(estate.Answer);
        await using var client = new VimClient(Wire.Connection(server), Wire.Credential("wrong"), null, Wire.Hasty);

        var tries = Enumerable.Range(0, 5)
            .Select(_ => Assert.ThrowsAsync<SourceException>(() => client.LoginAsync(CancellationToken.None)));
        var errors = await Task.WhenAll(tries);

        Assert.All(errors, error => Assert.Equal("Source.LoginFailed", error.Code));
        Assert.Equal(1, server.Count("Login"));
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_needs_its_thumbprint()
    {
        using var certificate = SelfSigned();
        using var server = new SdkServer(Estate.Of(1).Answer, certificate);
        var sha256 = Convert.ToHexString(SHA256.HashData(certificate.RawData));
        var warnings = new List<MigrateProblem>();

        var unknown = await Assert.ThrowsAsync<SourceException>(() => Ask(server, null, warnings));
        Assert.Equal("Source.CertificateInvalid", unknown.Code);
        Assert.Contains(sha256, unknown.Message, StringComparison.Ordinal);
        Assert.Contains("-CertificateThumbprint", unknown.Remedy, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<SourceException>(() => Ask(server, new string('A', 64), warnings));
        Assert.Equal("Source.CertificateInvalid", other.Code);
        Assert.Empty(server.Requests);

        var colons = string.Join(':', sha256.Chunk(2).Select(pair => new string(pair)));
        await Ask(server, colons, warnings);
        Assert.Empty(warnings);
        await Ask(server, certificate.Thumbprint, warnings);
        Assert.Equal("Source.ThumbprintWeak", Assert.Single(warnings).Code);
    }

    [Theory]
    [InlineData("http://vcenter.example.com")]
    [InlineData("https://user:c4nary-Pa55w0rd@vcenter.example.com")]
    [InlineData("ftp://vcenter")]
    public void An_address_that_is_not_safe_is_refused(string server)
    {
        var error = Assert.Throws<MigrateException>(
            () => VMwareSource.Open(new VMwareConnection { Server = server }, Wire.Credential()));
        Assert.Equal("Source.AddressInvalid", error.Code);
        Assert.DoesNotContain(Wire.Password, error.ToString(), StringComparison.Ordinal);
    }

    private static async Task Ask(SdkServer server, string? thumbprint, List<MigrateProblem> warnings)
    {
        await using var client = new VimClient(
            Wire.Connection(server) with { CertificateThumbprint = thumbprint }, Wire.Credential(), warnings.Add,
            Wire.Hasty);
        await client.LoginAsync(CancellationToken.None);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
