namespace AzMigrate.Guests;

/// <summary>The scripts for what cannot be done on a copied disk; they run in the guest before its last copy.</summary>
public static class GuestScripts
{
    /// <summary>The file's name of <see cref="Linux"/>.</summary>
    public const string LinuxName = "prepare-linux.sh";

    /// <summary>The file's name of <see cref="Windows"/>.</summary>
    public const string WindowsName = "Prepare-Windows.ps1";

    /// <summary>The script for Linux (POSIX sh); run as root. Lines end in line feeds, and have to stay so.</summary>
    public static string Linux => Read(LinuxName);

    /// <summary>
    /// The script for Windows (Windows PowerShell 3 and later); run as an administrator. It is ASCII.
    /// </summary>
    public static string Windows => Read(WindowsName);

    private static string Read(string name)
    {
        using var stream = typeof(GuestScripts).Assembly.GetManifestResourceStream("AzMigrate.Guests." + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
