using System.Globalization;
using System.Net.NetworkInformation;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Discovery.Linux.Peer;

/// <summary>What the machine that runs the tests says of itself, by other means than ours.</summary>
internal static class ThisMachine
{
    public static string MachineId { get; } = File.ReadAllText("/etc/machine-id").Trim();

    /// <summary>The cheap part of it, for many.</summary>
    public static void AssertIsSame(Machine machine)
    {
        Assert.Equal(Environment.MachineName, machine.Name);
        Assert.Equal(File.ReadLines("/proc/cpuinfo")
            .Count(line => line.StartsWith("processor", StringComparison.Ordinal)), machine.Cores);
        Assert.NotEmpty(machine.Disks);
    }

    public static void AssertIs(Machine machine)
    {
        Assert.Equal(Number(Sshd.Run("getconf", "_NPROCESSORS_ONLN")), machine.Cores);
        Assert.Equal(Number(Sshd.Run("awk", "/^MemTotal:/ { print int($2 / 1024) }", "/proc/meminfo")),
            machine.MemoryMiB);
        Assert.Equal(Sshd.Run("uname", "-n").Trim(), machine.Name);
        Assert.Equal(Sshd.Run("uname", "-r").Trim(), machine.OperatingSystem.Kernel);
        Assert.Equal(Sshd.Run("sh", "-c", ". /etc/os-release; echo $PRETTY_NAME").Trim(),
            machine.OperatingSystem.GuestName);
        Assert.Equal(
            Directory.Exists("/sys/firmware/efi") ? Firmware.Uefi
                : machine.OperatingSystem.Architecture == OSArchitecture.X64
                ? Firmware.Bios : Firmware.Unknown, machine.Firmware);
        // Whole disks with something in them; what is in memory is none.
        var disks = Sshd.Run("lsblk", "-d", "-b", "-n", "-o", "NAME,SIZE,TYPE,RM")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[2] == "disk" && words[1] != "0" && words[3] == "0" && !words[0]
                .StartsWith("zram", StringComparison.Ordinal))
            .Select(words => (words[0], long.Parse(words[1], CultureInfo.InvariantCulture))).Order();
        Assert.Equal(disks, machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes)).Order());
        var adapters = NetworkInterface.GetAllNetworkInterfaces()
            .Where(each => Directory.Exists($"/sys/class/net/{each.Name}/device")).ToList();
        if (adapters.Count > 0)
        {
            Assert.Equal(adapters.Select(each => each.Name).Order(),
                machine.NetworkAdapters.Select(each => each.Name).Order());
            Assert.All(adapters, each => Assert.Equal(
                string.Join(':', each.GetPhysicalAddress().GetAddressBytes()
                    .Select(part => part.ToString("x2", CultureInfo.InvariantCulture))),
                machine.NetworkAdapters.Single(found => found.Name == each.Name).MacAddress));
            Assert.All(adapters, each => Assert.Equal(
                each.GetIPProperties().UnicastAddresses.Select(address => address.Address)
                    .Where(address => !address.IsIPv6LinkLocal).Select(address => address.ToString()).Order(),
                machine.NetworkAdapters.Single(found => found.Name == each.Name).IPAddresses.Order()));
        }

        var root = new DriveInfo("/");
        if (machine.Volumes!.SingleOrDefault(volume => volume.MountPoint == "/") is { } volume)
            Assert.Equal(root.TotalSize, volume.CapacityBytes);
        else
            Assert.DoesNotContain("/dev/", Sshd.Run("df", "-P", "/"), StringComparison.Ordinal);
    }

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
