using System.Globalization;
using System.Text;

namespace AzMigrate.Samples;

/// <summary>A CSV with the headings of the Azure Migrate import template.</summary>
internal static class TemplateCsv
{
    private const int Disks = 8;

    public static void Write(Stream stream, IEnumerable<SampleMachine> machines)
    {
        using var csv = new StreamWriter(stream, new UTF8Encoding(true), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        csv.Write("*Server name,IP addresses,*Cores,*Memory (In MB),*OS name,OS version,OS architecture,Server type,"
            + "Hypervisor,CPU utilization percentage,Memory utilization percentage,Network adapters,"
            + "Network In throughput,Network Out throughput,Boot type,Number of disks,Storage in use (In GB)");
        for (var i = 1; i <= Disks; i++)
        {
            csv.Write($",Disk {i} size (In GB),Disk {i} read throughput (MB per second),Disk {i} write throughput (MB per second),"
                + $"Disk {i} read ops (operations per second),Disk {i} write ops (operations per second)");
        }
        csv.WriteLine();
        foreach (var machine in machines)
            csv.WriteLine(string.Join(',', Cells(machine).Select(Quoted)));
    }

    private static IEnumerable<string?> Cells(SampleMachine m)
    {
        yield return m.Name;
        yield return m.Address;
        yield return m.Cpus;
        yield return Text(m.MemoryMiB);
        yield return m.OS?.Replace(" (64-bit)", "", StringComparison.Ordinal)
            .Replace(" (32-bit)", "", StringComparison.Ordinal);
        yield return null;
        yield return m.OS is null ? null : m.OS.Contains("32-bit", StringComparison.Ordinal) ? "32-bit" : "x64";
        yield return "Virtual";
        yield return "VMware";
        yield return Text(5 + (m.Number * 7 % 80));
        yield return Text(10 + (m.Number * 11 % 80));
        yield return Text(m.Nics);
        yield return Text(m.Number % 40 / 10m);
        yield return Text(m.Number % 30 / 10m);
        yield return m.Firmware == "efi" ? "UEFI" : "BIOS";
        yield return Text(m.DiskGiB.Count);
        yield return Text(m.InUseMiB / 1024);
        for (var i = 0; i < Disks; i++)
        {
            var isThere = i < m.DiskGiB.Count;
            yield return isThere ? Text(m.DiskGiB[i]) : null;
            yield return isThere ? Text((m.Number + i) % 90 / 2m) : null;
            yield return isThere ? Text((m.Number + i) % 50 / 2m) : null;
            yield return isThere ? Text((m.Number * 13 + i) % 900) : null;
            yield return isThere ? Text((m.Number * 17 + i) % 500) : null;
        }
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string? Quoted(string? cell) =>
        cell is not null && cell.AsSpan().IndexOfAny(",\"\r\n") >= 0
        ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;
}
