using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Projects;
using AzMigrate.Replication.Sources.VMware.Vddk;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// VMware's virtual disk library, for which a stand-in of ours in C is loaded (tests/peers/vddk): it checks the layout
/// of what it is given, threads, alignment and the order of calls.
/// </summary>
public sealed class VddkTests : IDisposable
{
    private const int MiB = 1 << 20;
    private const string Path = "[ds] web 01/web 01.vmdk";
    private readonly VddkKit _kit = new();

    public VddkTests()
    {
        _kit.Set("thumbprint", "AB:CD");
        _kit.Set("machine", "moref=vm-51");
        _kit.Set("snapshot", "snapshot-7");
    }

    public void Dispose() => _kit.Dispose();

    [PeerFact]
    public async Task A_running_machine_is_replicated_by_VDDK_and_the_vCenter()
    {
        var random = new Random(11);
        await using var machine = await ReplicatedMachine.StartAsync(
            new SourceReading { VddkFolder = _kit.Lay().Path });
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        var disks = (await machine.Source.DescribeAsync()).Disks;
        _kit.Serve(machine, disks.Select(disk => disk.BaseFile!));
        // What this client has checked is what the library is to compare.
        _kit.Set("thumbprint", Sha1(machine));
        _kit.Set("machine", "moref=" + MachineReference(machine));

        Assert.All(disks, disk => Assert.Equal(("VDDK", true), (disk.ReadBy, disk.TellsChanges)));
        for (var cycle = 1; cycle < 4; cycle++)
        {
            await machine.CycleAsync($"azmigrate-1-{cycle}", async () =>
            {
                _kit.Set("snapshot", SnapshotReference(machine));
                await machine.WriteAsync(random, 4);
            });
        }
        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(10));
        await machine.CycleAsync("azmigrate-1-final", () =>
        {
            _kit.Set("snapshot", SnapshotReference(machine));
            return Task.CompletedTask;
        });

        await machine.AssertSameAsync();
        _kit.AssertCallsInPairs();
    }

    [PeerFact]
    public async Task Ranges_at_any_place_are_read_right()
    {
        var content = Noise.Bytes(5, 5 * MiB + 512);
        using (var reader = await OpenAsync(content))
        {
            Assert.Equal(content.Length, reader.CapacityBytes);
            var ranges = new (int Offset, int Length)[]
            {
                (0, content.Length), (1, 1), (511, 2), (MiB - 3, 2 * MiB + 7), (content.Length - 513, 513), (700, 0),
            };
            var reads = ranges.Select(async range =>
            {
                var read = new byte[range.Length];
                await reader.ReadAsync(range.Offset, read);
                Assert.Equal(content.AsSpan(range.Offset, range.Length).ToArray(), read);
            });
            await Task.WhenAll(reads);
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => reader.ReadAsync(content.Length, new byte[1]));
        }
        _kit.AssertCallsInPairs();
    }

    [PeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_allocated_is_told_or_taken_for_all(bool isTold)
    {
        var content = new byte[3 * MiB + 512];
        Noise.Bytes(1, 512).CopyTo(content, MiB);
        if (!isTold)
            _kit.Add("unknown allocation");
        using var reader = await OpenAsync(content);

        var extents = await reader.AllocatedAsync().ToListAsync();

        // The last sector is no whole piece, of which nothing is told.
        Assert.Equal(
            isTold ? [(MiB, 64 << 10), (3 * MiB, 512)] : [(0L, (long)content.Length)],
            extents.Select(extent => (extent.Offset, extent.Length)));
    }

    [PeerTheory]
    [InlineData("InitEx", "the start")]
    [InlineData("ConnectEx", "the connection")]
    [InlineData("Open", "the opening")]
    [InlineData("GetInfo", "the size")]
    [InlineData("Read", "the reading")]
    public async Task A_call_that_fails_is_told_with_what_the_library_says(string function, string what)
    {
        _kit.Add($"fail {function} 2338");
        var error = await Assert.ThrowsAsync<MigrateException>(async () =>
        {
            using var reader = await OpenAsync(new byte[MiB]);
            await reader.ReadAsync(0, new byte[512]);
        });

        Assert.Equal("Replication.VddkFailed", error.Code);
        Assert.StartsWith(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("the stand-in's error 2338 (2338)", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"{function} fails: error 2338 at the test's wish of 1099511627776", error.Message,
            StringComparison.Ordinal);
        _kit.AssertCallsInPairs(hasFailed: true);
    }

    [PeerFact]
    public async Task A_refused_login_shows_no_password()
    {
        _kit.Set("password", "another");

        var error = await Assert.ThrowsAsync<MigrateException>(() => OpenAsync(new byte[MiB]));

        Assert.Contains($"login of {Vcsim.User} with … refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Vcsim.Password, error.ToString(), StringComparison.Ordinal);
        _kit.AssertCallsInPairs(hasFailed: true);
    }

    [PeerFact]
    public async Task A_reading_that_is_given_up_leaves_the_buffer_alone()
    {
        using var reader = await OpenAsync(Noise.Bytes(1, 8 * MiB));
        using var cancelled = new CancellationTokenSource();
        var buffer = new byte[8 * MiB];
        var reading = reader.ReadAsync(0, buffer, cancelled.Token);
        cancelled.Cancel();
        await Task.WhenAny(reading);
        var then = (byte[])buffer.Clone();

        await reader.ReadAsync(0, new byte[MiB]);

        Assert.Equal(then, buffer);
    }

    [PeerFact]
    public async Task A_folder_without_the_kit_is_a_problem_that_says_what_to_do()
    {
        await using var machine = await ReplicatedMachine.StartAsync(new SourceReading { VddkFolder = _kit.Path });
        var absent = Assert.Single((await machine.Source.DescribeAsync()).Problems);
        _kit.Write("libvixDiskLib.so", [1, 2, 3]);
        var broken = Assert.Single((await machine.Source.DescribeAsync()).Problems);
        _kit.Delete("libvixDiskLib.so");
        _kit.Lay();

        Assert.Equal(("Replication.VddkNotFound", ProblemSeverity.Error), (absent.Code, absent.Severity));
        Assert.Equal(("Replication.VddkNotLoaded", ProblemSeverity.Error), (broken.Code, broken.Severity));
        Assert.Empty((await machine.Source.DescribeAsync()).Problems);
    }

    private Task<VddkReader> OpenAsync(byte[] content)
    {
        _kit.Lay().Serve(content, Path);
        var credential = new SourceCredential(Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword);
        var server = new VddkServer(new Uri("https://127.0.0.1/sdk"), credential, () => "AB:CD");
        return VddkReader.OpenAsync(VddkLibrary.Of(_kit.Path), server, "vm-51", "snapshot-7", Path, default);
    }

    private static string Sha1(ReplicatedMachine machine)
    {
        using var handler = new HttpClientHandler();
        string? thumbprint = null;
        handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
        {
            thumbprint = certificate!.Thumbprint;
            return true;
        };
        using var client = new HttpClient(handler);
        using var answer = client.Send(
            new HttpRequestMessage(HttpMethod.Get, new Uri(machine.Vcsim.Front, "/peer/calls")));
        return string.Join(':', thumbprint!.Chunk(2).Select(pair => new string(pair)));
    }

    private static string MachineReference(ReplicatedMachine machine) =>
        new Discovery.VMware.Peer.Govc(machine.Vcsim.Direct)
        .Collect("VirtualMachine", "name").Single(each => each.Value.Text("name") == machine.Guest.Name).Key;

    private static string SnapshotReference(ReplicatedMachine machine) =>
        new Discovery.VMware.Peer.Govc(machine.Vcsim.Direct)
        .Collect("VirtualMachine", "name", "snapshot")
        .Single(each => each.Value.Text("name") == machine.Guest.Name).Value
        .Properties["snapshot"].GetProperty("RootSnapshotList")[0].GetProperty("Snapshot").GetProperty("Value")
        .GetString()!;
}
