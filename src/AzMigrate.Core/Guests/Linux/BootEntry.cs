namespace AzMigrate.Guests.Linux;

/// <summary>What a boot loader can start.</summary>
/// <param name="Id">Its id or file name; empty where it has none.</param>
/// <param name="Title">As the menu shows it.</param>
/// <param name="Kernel">File of the kernel, as the loader has it.</param>
/// <param name="Ramdisk">File of the initial ramdisk, as the loader has it; null without.</param>
/// <param name="Options">The kernel's command line.</param>
internal sealed record BootEntry(string Id, string Title, string Kernel, string? Ramdisk, IReadOnlyList<string> Options)
{
    private static readonly string[] KernelNames = ["vmlinuz-", "vmlinux-", "Image-", "kernel-"];

    /// <summary>The kernel's version by its file's name; null when it has none there.</summary>
    public string? Version
    {
        get
        {
            var parts = Kernel.Split('/');
            var file = parts[parts.Length - 1];
            // The loader of systemd keeps each kernel in a folder of its version.
            if (file == "linux" && parts.Length > 1)
                return parts[parts.Length - 2];
            return KernelNames.FirstOrDefault(name => file.StartsWith(name, StringComparison.Ordinal)) is string prefix
                ? file.Substring(prefix.Length) : null;
        }
    }
}
