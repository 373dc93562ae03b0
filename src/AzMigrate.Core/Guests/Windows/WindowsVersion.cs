using System.Globalization;

namespace AzMigrate.Guests.Windows;

/// <summary>Which Windows it is.</summary>
/// <param name="Name">Such as <c>Windows Server 2019 Standard</c>; null when it is not known.</param>
/// <param name="Number">Version and build; null when it is not known.</param>
internal sealed record WindowsVersion(string? Name, Version? Number)
{
    public static readonly WindowsVersion Unknown = new(null, null);

    /// <summary>Name and number; null when it is not known.</summary>
    public string? Text => Name is null ? null : Number is null ? Name : $"{Name} ({Number})";

    public static WindowsVersion Read(WindowsGuest guest)
    {
        if (guest.Software?.Root.Find(@"Microsoft\Windows NT\CurrentVersion") is not Registry.RegistryKey key)
            return Unknown;
        var name = key.Value("ProductName")?.Text is { Length: > 0 } product ? GuestErrors.Shown(product) : "Windows";
        var build = key.Value("CurrentBuildNumber")?.Text ?? key.Value("CurrentBuild")?.Text;
        // Since Windows 10 the version's text stays 6.3, and numbers say what it is.
        var version = key.Value("CurrentMajorVersionNumber")?.Number is uint major
            ? string.Format(CultureInfo.InvariantCulture, "{0}.{1}", major,
                key.Value("CurrentMinorVersionNumber")?.Number ?? 0)
            : key.Value("CurrentVersion")?.Text;
        return new WindowsVersion(name, Version.TryParse($"{version}.{build ?? "0"}", out var number) ? number : null);
    }
}
