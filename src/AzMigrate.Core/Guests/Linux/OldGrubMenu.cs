using System.Globalization;

namespace AzMigrate.Guests.Linux;

/// <summary>The menu of GRUB 1, as of RHEL 6 and SLES 11.</summary>
internal static class OldGrubMenu
{
    public static BootEntry? Default(IReadOnlyList<string> lines)
    {
        var number = 0;
        var entries = new List<BootEntry>();
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t', '='], 2);
            var rest = words.Length > 1 ? words[1].Trim() : "";
            switch (words[0])
            {
                case "default":
                    _ = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out number);
                    break;
                case "title":
                    entries.Add(new BootEntry("", rest, "", null, []));
                    break;
                case "kernel" when entries.Count > 0 && rest.Length > 0:
                    var parts = rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                    entries[entries.Count - 1] = entries[entries.Count - 1] with
                    {
                        Kernel = WithoutDisk(parts[0]), Options = [.. parts.Skip(1)],
                    };
                    break;
                case "initrd" when entries.Count > 0:
                    entries[entries.Count - 1] = entries[entries.Count - 1] with { Ramdisk = WithoutDisk(rest) };
                    break;
            }
        }
        entries.RemoveAll(entry => entry.Kernel.Length == 0);
        return number < entries.Count ? entries[number] : entries.FirstOrDefault();
    }

    // (hd0,0)/vmlinuz-…
    private static string WithoutDisk(string path) => path.Substring(path.IndexOf(')') + 1);
}
