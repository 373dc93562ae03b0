using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Sources.Nbd;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication;

/// <summary>Disks that real NBD servers export.</summary>
public sealed class NbdTests
{
    private const int MiB = 1 << 20;

    private static string Shaped(ImageFolder folder) => folder.Raw(
        "disk.raw", 200L * MiB + 512, (0, MiB), (10 * MiB + 4096, 300_000), (100 * MiB, 9 * MiB), (200L * MiB, 512));

    [DiskPeerTheory]
    [InlineData("vmdk")]
    [InlineData("qcow2")]
    public async Task A_disk_of_qemu_nbd_is_copied_with_its_holes_left_out(string format)
    {
        using var folder = new ImageFolder();
        var raw = Shaped(folder);
        DiskPeers.QemuImg("convert", "-f", "raw", "-O", format, raw, folder.File("disk.img"));
        using var server = NbdServer.Qemu("-r", "-f", format, "-x", "exported", folder.File("disk.img"));
        using var source = await NbdSource.ConnectAsync(server.Uri + "exported");

        Assert.True(source.KnowsAllocation);
        Assert.InRange((await source.AllocatedAsync().ToListAsync()).Sum(extent => extent.Length), 10 * MiB, 20 * MiB);
        DiskPeers.AssertSame(raw, "raw", await folder.ToFixedVhdAsync(source), "vpc");
    }

    [DiskPeerTheory]
    [InlineData("")]
    [InlineData("--no-sr")]
    public async Task A_disk_of_nbdkit_is_copied_with_chunks_or_without(string option)
    {
        using var folder = new ImageFolder();
        var raw = Shaped(folder);
        using var server = NbdServer.Nbdkit([.. option.Length > 0 ? (string[])[option] : [], "-r", "file", raw]);
        using var source = await NbdSource.ConnectAsync(server.Uri);

        Assert.Equal(option.Length == 0, source.KnowsAllocation);
        DiskPeers.AssertSame(raw, "raw", await folder.ToFixedVhdAsync(source), "vpc");
    }

    [DiskPeerFact]
    public async Task Reads_of_any_place_and_length_come_while_others_are_under_way()
    {
        using var folder = new ImageFolder();
        var raw = Shaped(folder);
        using var server = NbdServer.Qemu("-r", "-f", "raw", raw);
        using var source = await NbdSource.ConnectAsync(server.Uri);
        using var original = DiskImage.Open(raw);
        var random = new Random(1);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            byte[] theirs = new byte[random.Next(1, 600_000)], ours = new byte[theirs.Length];
            var offset = random.NextInt64(source.CapacityBytes - theirs.Length + 1);
            await source.ReadAsync(offset, theirs);
            await original.ReadAsync(offset, ours);
            Assert.True(ours.AsSpan().SequenceEqual(theirs));
        }));
    }

    [DiskPeerFact]
    public async Task Servers_that_read_whole_blocks_only_are_asked_for_whole_blocks()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("disk.raw", 8 * MiB, (0, 8 * MiB));
        using var server = NbdServer.Nbdkit(
            "-r", "--filter=blocksize-policy", "file", raw, "blocksize-minimum=4096", "blocksize-preferred=4096",
            "blocksize-maximum=65536",
            "blocksize-error-policy=error");
        using var source = await NbdSource.ConnectAsync(server.Uri);
        using var original = DiskImage.Open(raw);
        byte[] theirs = new byte[300_001], ours = new byte[300_001];

        await source.ReadAsync(12_345, theirs);
        await original.ReadAsync(12_345, ours);

        Assert.Equal(ours, theirs);
        DiskPeers.AssertSame(raw, "raw", await folder.ToFixedVhdAsync(source), "vpc");
    }

    [DiskPeerFact]
    public async Task A_local_socket_works_where_the_edition_has_them()
    {
        using var folder = new ImageFolder();
        var raw = Shaped(folder);
        using var server = NbdServer.QemuSocket(folder.File("nbd.sock"), "-r", "-f", "raw", raw);
#if CORE_DESKTOP
        Assert.Equal("Edition.NotSupported",
            (await Assert.ThrowsAsync<MigrateException>(() => NbdSource.ConnectAsync(server.Uri))).Code);
#else
        using var source = await NbdSource.ConnectAsync(server.Uri);
        DiskPeers.AssertSame(raw, "raw", await folder.ToFixedVhdAsync(source), "vpc");
#endif
    }

    [DiskPeerFact]
    public async Task Tls_is_used_and_its_certificate_is_checked()
    {
        using var folder = new ImageFolder();
        var raw = Shaped(folder);
        var thumbprint = Certificates(folder);
        using var server = NbdServer.Qemu(
            "--object", $"tls-creds-x509,id=tls0,dir={folder.Path},endpoint=server,verify-peer=no", "--tls-creds",
            "tls0", "-r", "-f", "raw", raw);

        var plain = await Assert.ThrowsAsync<MigrateException>(() => NbdSource.ConnectAsync(server.Uri));
        Assert.Equal("Disk.ServerRefused", plain.Code);
        Assert.Contains("nbds://", plain.Remedy!, StringComparison.Ordinal);

        var secure = server.Uri.Replace("nbd:", "nbds:", StringComparison.Ordinal);
        var untrusted = await Assert.ThrowsAsync<MigrateException>(() => NbdSource.ConnectAsync(secure));
        Assert.Equal("Disk.CertificateInvalid", untrusted.Code);
        Assert.Contains(thumbprint, untrusted.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<MigrateException>(
            () => NbdSource.ConnectAsync(secure, new string('A', 64)));
        Assert.Equal("Disk.CertificateInvalid", other.Code);

        using var source = await NbdSource.ConnectAsync(secure, thumbprint);
        DiskPeers.AssertSame(raw, "raw", await folder.ToFixedVhdAsync(source), "vpc");
    }

    [DiskPeerFact]
    public async Task A_server_that_cannot_read_or_goes_away_is_told()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("disk.raw", 64 * MiB, (0, 64 * MiB));
        using (var failing = NbdServer.Nbdkit(
            "-r", "--filter=error", "file", raw, "error-pread=EIO", "error-pread-rate=1"))
        {
            using var source = await NbdSource.ConnectAsync(failing.Uri);
            var failed = await Assert.ThrowsAsync<MigrateException>(() => source.ReadAsync(4096, new byte[4096]));
            Assert.Equal("Disk.Unreadable", failed.Code);
            Assert.Contains("byte 4096", failed.Message, StringComparison.Ordinal);
            // One read failed, the connection did not.
            Assert.Equal("Disk.Unreadable",
                (await Assert.ThrowsAsync<MigrateException>(() => source.ReadAsync(0, new byte[1]))).Code);
        }
        using var slow = NbdServer.Nbdkit("-r", "--filter=delay", "file", raw, "rdelay=60");
        using var waiting = await NbdSource.ConnectAsync(slow.Uri);
        var reads = new[] { waiting.ReadAsync(0, new byte[MiB]), waiting.ReadAsync(MiB, new byte[MiB]) };
        slow.Kill();
        foreach (var read in reads)
            Assert.Equal("Disk.ConnectionLost", (await Assert.ThrowsAsync<MigrateException>(() => read)).Code);
        Assert.Equal("Disk.ConnectionLost",
            (await Assert.ThrowsAsync<MigrateException>(() => waiting.ReadAsync(0, new byte[1]))).Code);
    }

    [DiskPeerFact]
    public async Task A_cancelled_read_ends_at_once_and_its_buffer_stays_its_owners()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("disk.raw", 8 * MiB, (0, 8 * MiB));
        using var slow = NbdServer.Nbdkit("-r", "--filter=delay", "file", raw, "rdelay=60");
        using var source = await NbdSource.ConnectAsync(slow.Uri);
        using var cancellation = new CancellationTokenSource();
        var buffer = new byte[MiB];
        var read = source.ReadAsync(0, buffer, cancellation.Token);

        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.True(Zeros.IsZero(buffer));
    }

    [Fact]
    public async Task What_answers_something_else_is_told()
    {
        Assert.Equal("Disk.ServerUnreachable", await CodeAsync("nbd://127.0.0.1:1/"));
        Assert.Equal("Disk.ServerInvalid", await CodeOfAnswerAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
        Assert.Equal("Disk.ServerUnreachable", await CodeOfAnswerAsync("NBDMAGIC"u8.ToArray()));
        // The old handshake.
        Assert.Equal("Disk.ServerInvalid",
            await CodeOfAnswerAsync([.. "NBDMAGIC"u8, 0, 0, 0x42, 2, 0x81, 0x86, 0x12, 0x53, .. new byte[140]]));
        // An answer of 4 GiB to an option.
        Assert.Equal("Disk.ServerInvalid", await CodeOfAnswerAsync(
            [.. "NBDMAGICIHAVEOPT"u8, 0, 3, 0, 3, 0xe8, 0x89, 4, 0x55, 0x65, 0xa9, 0, 0, 0, 8, 0, 0, 0, 1, 0xFF, 0xFF,
                0xFF, 0xFF]));
    }

    [Theory]
    [InlineData("nbd://host", "nbd://host:10809/")]
    [InlineData("nbd://host:1/a%20b", "nbd://host:1/a b")]
    [InlineData("nbds://[::1]:2/x", "nbds://::1:2/x")]
    [InlineData("nbd+unix:///x?socket=/run/a.sock", "nbd+unix:///x?socket=/run/a.sock")]
    [InlineData("http://host", null)]
    [InlineData("nbd://", null)]
    [InlineData("nbd://user:pass@host/", null)]
    [InlineData("nbd+unix:///x", null)]
    [InlineData("host:10809", null)]
    public void Addresses_are_the_URIs_of_NBD(string text, string? meant)
    {
        if (meant is null)
            Assert.Equal("Disk.AddressInvalid", Assert.Throws<MigrateException>(() => NbdAddress.Parse(text)).Code);
        else
            Assert.Equal(meant, NbdAddress.Parse(text).ToString());
    }

    private static async Task<string> CodeAsync(string address) =>
        (await Assert.ThrowsAsync<MigrateException>(() => NbdSource.ConnectAsync(address))).Code;

    private static async Task<string> CodeOfAnswerAsync(byte[] answer)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptSocketAsync();
            await client.SendAsync(answer);
            client.Shutdown(SocketShutdown.Send);
            // Until the client closes, in whatever way.
            for (var buffer = new byte[100]; await client.ReceiveAsync(buffer).ContinueWith(
                end => end.IsFaulted ? 0 : end.Result, TaskScheduler.Default) > 0;)
            {
            }
        });
        var code = await CodeAsync($"nbd://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await serving;
        listener.Stop();
        return code;
    }

    // What GnuTLS servers want: a CA, and a certificate by it. Gives the server's SHA-256 thumbprint.
    private static string Certificates(ImageFolder folder)
    {
        using var authorityKey = RSA.Create(2048);
        var authority = new CertificateRequest(
            "CN=test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var root = authority.CreateSelfSigned(from, to);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.Create(root, from, to, [1, 2, 3]);
        File.WriteAllText(folder.File("ca-cert.pem"), root.ExportCertificatePem());
        File.WriteAllText(folder.File("server-cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("server-key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }
}
