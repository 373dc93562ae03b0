using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Projects;
using AzMigrate.Replication.Sources.VMware.Vddk;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// VMware's virtual disk library, for which a stand-in of ours in C is loaded (tests/peers/vddk): it checks the layout of
/// what it is given, threads, alignment and the order of calls.
/// </summary>
public sealed class VddkTests : IDisposable
{
    private const int MiB = 1 << 20;
    private const string Path = "[ds] web 01/web 01.vmdk";
    private readonly ImageFolder _kit = new();
    private readonly List<string> _settings =
        [$"user {Vcsim.User}", $"password {Vcsim.Password}", "thumbprint AB:CD", "machine moref=vm-51", "snapshot snapshot-7"];

    public void Dispose() => _kit.Dispose();

    [PeerFact]
    public async Task A_running_machine_is_replicated_by_VDDK_and_the_vCenter()
    {
        var random = new Random(11);
        await using var machine = await ReplicatedMachine.StartAsync(new SourceReading { VddkFolder = Kit() });
        await machine.Guest.SetAsync("power", "poweredOn");
        var disks = (await machine.Source.DescribeAsync()).Disks;
        Set("thumbprint", string.Join(':', Enumerable.Range(0, 20).Select(i => Sha1(machine)[(i * 2)..(i * 2 + 2)])));
        for (var i = 0; i < disks.Count; i++)
            _settings.Add($"disk {machine.Guest.Disks[i].FlatFile}={disks[i].BaseFile}");

        Assert.All(disks, disk => Assert.Equal(("VDDK", true), (disk.ReadBy, disk.TellsChanges)));
        for (var cycle = 1; cycle < 4; cycle++)
        {
            await using var point = await machine.Source.TakePointAsync($"azmigrate-1-{cycle}", quiesce: false);
            Set("machine", "moref=" + MachineReference(machine));
            Set("snapshot", SnapshotReference(machine));
            WriteSettings();
            await machine.WriteAsync(random, 4);
            foreach (var disk in disks)
                await machine.CopyAsync(point, disk);
            await point.ReleaseAsync();
        }
        await machine.Guest.SetAsync("tools", "guestToolsRunning");
        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(10));
        await using (var last = await machine.Source.TakePointAsync("azmigrate-1-final", quiesce: false))
        {
            Set("snapshot", SnapshotReference(machine));
            WriteSettings();
            foreach (var disk in disks)
                await machine.CopyAsync(last, disk);
            await last.ReleaseAsync();
        }

        await machine.AssertSameAsync();
        AssertCallsInPairs();
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
        AssertCallsInPairs();
    }

    [PeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_allocated_is_told_or_taken_for_all(bool isTold)
    {
        var content = new byte[3 * MiB + 512];
        Noise.Bytes(1, 512).CopyTo(content, MiB);
        if (!isTold)
            _settings.Add("unknown allocation");
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
        _settings.Add($"fail {function} 2338");
        var error = await Assert.ThrowsAsync<MigrateException>(async () =>
        {
            using var reader = await OpenAsync(new byte[MiB]);
            await reader.ReadAsync(0, new byte[512]);
        });

        Assert.Equal("Replication.VddkFailed", error.Code);
        Assert.StartsWith(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("the stand-in's error 2338 (2338)", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"{function} fails: error 2338 at the test's wish of 1099511627776", error.Message, StringComparison.Ordinal);
        AssertCallsInPairs();
    }

    [PeerFact]
    public async Task A_refused_login_shows_no_password()
    {
        Set("password", "another");
        WriteSettings();

        var error = await Assert.ThrowsAsync<MigrateException>(() => OpenAsync(new byte[MiB]));

        Assert.Contains($"login of {Vcsim.User} with … refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Vcsim.Password, error.ToString(), StringComparison.Ordinal);
        AssertCallsInPairs();
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
        File.Delete(_kit.File("libvixDiskLib.so"));
        Kit();
        WriteSettings();

        Assert.Equal(("Replication.VddkNotFound", ProblemSeverity.Error), (absent.Code, absent.Severity));
        Assert.Equal(("Replication.VddkNotLoaded", ProblemSeverity.Error), (broken.Code, broken.Severity));
        Assert.Empty((await machine.Source.DescribeAsync()).Problems);
    }

    private Task<VddkReader> OpenAsync(byte[] content)
    {
        _settings.Add($"disk {_kit.Write("disk.raw", content)}={Path}");
        var folder = Kit();
        WriteSettings();
        var server = new VddkServer(
            new Uri("https://127.0.0.1/sdk"), new SourceCredential(Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword),
            () => "AB:CD");
        return VddkReader.OpenAsync(VddkLibrary.Of(folder), server, "vm-51", "snapshot-7", Path, default);
    }

    // A copy of its own: the library keeps what it is told for as long as the process lives.
    private string Kit()
    {
        Directory.CreateDirectory(_kit.File("lib64"));
        File.Copy(PeerPrograms.Needed(PeerPrograms.Vddk), _kit.File("lib64/libvixDiskLib.so"), overwrite: true);
        return _kit.Path;
    }

    private void Set(string name, string value)
    {
        _settings.RemoveAll(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        _settings.Add($"{name} {value}");
    }

    private void WriteSettings() => File.WriteAllLines(_kit.File("peer.conf"), _settings);

    private void AssertCallsInPairs()
    {
        var calls = File.ReadAllLines(_kit.File("calls"));
        int Count(string function) => calls.Count(call => call == function);
        Assert.DoesNotContain(calls, call => call is "OVERLAP" or "OTHER THREAD" or "DOUBLE FREE");
        Assert.Equal(1, Count("InitEx"));
        Assert.Equal(Count("AllocateConnectParams"), Count("FreeConnectParams"));
        Assert.Equal(Count("GetErrorText"), Count("FreeErrorText"));
        if (!_settings.Exists(line => line.StartsWith("fail ", StringComparison.Ordinal)) && !_settings.Contains("password another"))
        {
            Assert.Equal((Count("ConnectEx"), Count("Open")), (Count("Disconnect"), Count("Close")));
            Assert.Equal((Count("GetInfo"), Count("QueryAllocatedBlocks")), (Count("FreeInfo"), Count("FreeBlockList")));
        }
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
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(machine.Vcsim.Front, "/peer/calls")));
        return thumbprint!;
    }

    private static string MachineReference(ReplicatedMachine machine) => new Discovery.VMware.Peer.Govc(machine.Vcsim.Direct)
        .Collect("VirtualMachine", "name").Single(each => each.Value.Text("name") == machine.Guest.Name).Key;

    private static string SnapshotReference(ReplicatedMachine machine) => new Discovery.VMware.Peer.Govc(machine.Vcsim.Direct)
        .Collect("VirtualMachine", "name", "snapshot").Single(each => each.Value.Text("name") == machine.Guest.Name).Value
        .Properties["snapshot"].GetProperty("RootSnapshotList")[0].GetProperty("Snapshot").GetProperty("Value").GetString()!;
}
