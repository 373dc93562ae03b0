using AzMigrate.Guests.FileSystems;

namespace AzMigrate.Guests.Linux;

/// <summary>
/// The entry that the boot loader starts unasked: GRUB 2 with its menu or with entry files, and GRUB 1.
/// </summary>
internal static class BootMenu
{
    private static readonly string[] Menus = ["/boot/grub2/grub.cfg", "/boot/grub/grub.cfg"];
    private static readonly string[] Environments = ["/boot/grub2/grubenv", "/boot/grub/grubenv"];
    private static readonly string[] OldMenus = ["/boot/grub/menu.lst", "/boot/grub/grub.conf"];
    private const string EntryFolder = "/boot/loader/entries";
    private const int MaxEntries = 500;

    /// <summary>The default entry, or null when no menu has one.</summary>
    public static BootEntry? Default(MountedFiles files)
    {
        var menu = Menus.Concat(EfiMenus(files)).Select(files.Lines).FirstOrDefault(lines => lines.Count > 0) ?? [];
        var environment = Environments.Concat(EfiMenus(files).Select(path => path.Replace("grub.cfg", "grubenv")))
            .SelectMany(files.Lines).Select(line => line.Split(['='], 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);
        environment.TryGetValue("saved_entry", out var saved);
        if (menu.Count == 0 || menu.Any(line => line.StartsWith("blscfg", StringComparison.Ordinal)))
        {
            var entries = EntryFiles(files, environment);
            if (entries.Count > 0)
                return Chosen(entries, saved);
        }
        if (menu.Count > 0)
            return GrubMenu.Default(menu, saved);
        return OldMenus.Select(files.Lines).FirstOrDefault(lines => lines.Count > 0) is { } old
            ? OldGrubMenu.Default(old) : null;
    }

    // By the file's name, by number, else the newest.
    private static BootEntry? Chosen(List<BootEntry> entries, string? saved) =>
        entries.Find(entry => entry.Id == saved || entry.Title == saved)
            ?? (int.TryParse(saved, out var number) && number >= 0 && number < entries.Count ? entries[number]
                : entries[0]);

    // Newest first, as the loader sorts them.
    private static List<BootEntry> EntryFiles(MountedFiles files, Dictionary<string, string> environment)
    {
        var entries = new List<BootEntry>();
        foreach (var file in files.List(EntryFolder)
            .Where(file => file.Name.EndsWith(".conf", StringComparison.Ordinal)).Take(MaxEntries))
        {
            var fields = files.Lines($"{EntryFolder}/{file.Name}").Select(line => line.Split([' ', '\t'], 2))
                .Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1].Trim());
            if (fields["linux"].FirstOrDefault() is not string kernel)
                continue;
            var options = string.Join(" ", fields["options"]);
            foreach (var variable in environment)
                options = options.Replace("$" + variable.Key, variable.Value);
            entries.Add(new BootEntry(
                file.Name.Substring(0, file.Name.Length - 5), fields["title"].FirstOrDefault() ?? "", kernel,
                fields["initrd"].FirstOrDefault()?.Split(' ')[0],
                options.Split([' '], StringSplitOptions.RemoveEmptyEntries)));
        }
        // A rescue entry is never the default.
        return [.. entries.OrderBy(entry => entry.Id.Contains("rescue"))
            .ThenByDescending(entry => entry.Version ?? "", KernelVersions.Order)];
    }

    private static IEnumerable<string> EfiMenus(MountedFiles files) =>
        files.List("/boot/efi/EFI").Select(folder => $"/boot/efi/EFI/{folder.Name}/grub.cfg");
}
