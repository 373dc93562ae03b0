using System.Globalization;

namespace AzMigrate.Peers;

/// <summary>
/// A machine of the simulated vCenter whose disks have content: what a guest, an administrator or bad luck does to it
/// (vcsim/control.go).
/// </summary>
internal sealed class VcsimMachine
{
    private readonly Vcsim _vcsim;

    private VcsimMachine(Vcsim vcsim, string name, IReadOnlyList<(int Key, string FlatFile)> disks)
    {
        _vcsim = vcsim;
        Name = name;
        Disks = disks;
    }

    public string Name { get; }

    /// <summary>Device key and flat file of each disk.</summary>
    public IReadOnlyList<(int Key, string FlatFile)> Disks { get; }

    /// <summary>Gives a machine empty disks in place of those it has.</summary>
    public static async Task<VcsimMachine> WithDisksAsync(Vcsim vcsim, string name, params long[] sizes)
    {
        var lines = await vcsim.ControlAsync($"disks?vm={Uri.EscapeDataString(name)}&sizes={string.Join(',', sizes)}");
        var disks = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1])).ToList();
        return new VcsimMachine(vcsim, name, disks);
    }

    /// <summary>The guest writes whole sectors.</summary>
    public Task WriteAsync(int disk, long offset, byte[] bytes) =>
        _vcsim.ControlAsync($"write?{Of(disk)}&offset={offset}", bytes);

    /// <summary>What the guest would read of a disk now.</summary>
    public Task<byte[]> ReadAsync(int disk) => _vcsim.ControlBytesAsync("read?" + Of(disk));

    public Task GrowAsync(int disk, long bytes) => _vcsim.ControlAsync($"grow?{Of(disk)}&bytes={bytes}");

    /// <summary>Sets one of what vcsim/control.go lists.</summary>
    public Task SetAsync(string setting, string value) =>
        _vcsim.ControlAsync($"set?vm={Uri.EscapeDataString(Name)}&{setting}={Uri.EscapeDataString(value)}");

    /// <summary>Another client begins to make a snapshot.</summary>
    public Task SnapshotAsync(string name, string description) => _vcsim.ControlAsync(
        $"task?vm={Uri.EscapeDataString(Name)}&name={Uri.EscapeDataString(name)}&description={Uri.EscapeDataString(description)}");

    private string Of(int disk) => $"vm={Uri.EscapeDataString(Name)}&disk={disk}";
}
