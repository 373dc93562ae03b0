using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// A folder as VMware's kit has it, with the stand-in of ours for the library. It is a copy of its own: the library
/// keeps what it is told for as long as the process lives.
/// </summary>
internal sealed class VddkKit : IDisposable
{
    private readonly ImageFolder _folder = new();
    private readonly List<string> _settings = [$"user {Vcsim.User}", $"password {Vcsim.Password}"];

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>What it was called for, in order.</summary>
    public IReadOnlyList<string> Calls => File.ReadAllLines(_folder.File("calls"));

    /// <summary>Lays the library into the folder.</summary>
    public VddkKit Lay()
    {
        Directory.CreateDirectory(_folder.File("lib64"));
        File.Copy(PeerPrograms.Needed(PeerPrograms.Vddk), _folder.File("lib64/libvixDiskLib.so"), overwrite: true);
        Write();
        return this;
    }

    /// <summary>Lets it serve the disks of a machine, in whatever snapshot.</summary>
    public void Serve(ReplicatedMachine machine, IEnumerable<string> paths)
    {
        Set("thumbprint", "*");
        Set("machine", "*");
        Set("snapshot", "*");
        foreach (var (path, (_, file)) in paths.Zip(machine.Guest.Disks))
            Add($"disk {file}={path}");
    }

    /// <summary>Writes a disk's content beside the library and serves it.</summary>
    public void Serve(byte[] content, string path) => Add($"disk {_folder.Write("disk.raw", content)}={path}");

    /// <summary>Sets what the stand-in has one of.</summary>
    public void Set(string name, string value)
    {
        _settings.RemoveAll(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        Add($"{name} {value}");
    }

    public void Add(string line)
    {
        _settings.Add(line);
        Write();
    }

    public string Write(string file, byte[] bytes) => _folder.Write(file, bytes);

    public void Delete(string file) => File.Delete(_folder.File(file));

    /// <summary>What was begun was ended, in its place; for a run in which nothing failed, all of it.</summary>
    public void AssertCallsInPairs(bool hasFailed = false)
    {
        int Count(string function) => Calls.Count(call => call == function);
        Assert.DoesNotContain(Calls, call => call is "OVERLAP" or "OTHER THREAD" or "DOUBLE FREE");
        Assert.Equal(1, Count("InitEx"));
        Assert.Equal(Count("AllocateConnectParams"), Count("FreeConnectParams"));
        Assert.Equal(Count("GetErrorText"), Count("FreeErrorText"));
        if (hasFailed)
            return;
        Assert.Equal((Count("ConnectEx"), Count("Open")), (Count("Disconnect"), Count("Close")));
        Assert.Equal((Count("GetInfo"), Count("QueryAllocatedBlocks")), (Count("FreeInfo"), Count("FreeBlockList")));
    }

    public void Dispose() => _folder.Dispose();

    private void Write() => File.WriteAllLines(_folder.File("peer.conf"), _settings);
}
