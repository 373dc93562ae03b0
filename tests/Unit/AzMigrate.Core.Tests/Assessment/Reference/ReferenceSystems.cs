namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>
/// Operating systems judged by hand from rules R1, R2, R3, C3 and S5, without the table of the catalogue.
/// </summary>
internal sealed record ReferenceSystem(
    string? Name, string? Code, bool Unknown = false, string? SupportEnds = null, bool Nvme = false, char Kind = 'L',
    bool OldServer = false, bool Subscription = false)
{
    public static readonly ReferenceSystem[] All =
    [
        new("Microsoft Windows Server 2025 (64-bit)", null, SupportEnds: "2034-11-14", Nvme: true, Kind: 'S'),
        new("Microsoft Windows Server 2019 (64-bit)", null, SupportEnds: "2029-01-09", Nvme: true, Kind: 'S'),
        new("Microsoft Windows Server 2016 or later (64-bit)", null, SupportEnds: "2027-01-12", Kind: 'S'),
        new("Windows 2012 R2", null, SupportEnds: "2023-10-10", Kind: 'S'),
        new("Windows Server 2008 R2", "CheckWindowsServer2008R2Version", SupportEnds: "2020-01-14", Kind: 'S',
            OldServer: true),
        new("Windows Server (R) 2008", "WindowsServerVersionsSupportedWithCaveat", SupportEnds: "2020-01-14", Kind: 'S',
            OldServer: true),
        new("Windows Server 2003", "WindowsServerVersionConditionallySupported", SupportEnds: "2015-07-14", Kind: 'S',
            OldServer: true),
        new("Windows 2000", "WindowsOSNoLongerUnderMSSupport", SupportEnds: "2010-07-13", Kind: 'S'),
        new("Microsoft Windows 10 (64-bit)", "WindowsClientVersionsConditionallySupported", SupportEnds: "2025-10-14",
            Kind: 'C'),
        new("Windows 11", "WindowsClientVersionsConditionallySupported", Kind: 'C'),
        new("Windows XP Professional", "WindowsOSNoLongerUnderMSSupport", SupportEnds: "2014-04-08", Kind: 'C'),
        new("Red Hat Enterprise Linux 7 (64-bit)", "CheckRedHatLinuxVersion", SupportEnds: "2024-06-30",
            Subscription: true),
        new("Red Hat Enterprise Linux 8 (64-bit)", null, SupportEnds: "2029-05-31", Subscription: true),
        new("Red Hat Enterprise Linux 9.2", null, SupportEnds: "2032-05-31", Nvme: true, Subscription: true),
        new("CentOS 7.9", null, SupportEnds: "2024-06-30"),
        new("CentOS 4/5/6/7 (64-bit)", "CheckCentOsVersion"),
        new("Oracle Linux 8.6", null, SupportEnds: "2029-07-31", Nvme: true),
        new("AlmaLinux 9", null, SupportEnds: "2032-05-31", Nvme: true),
        new("SUSE Linux Enterprise 12 (64-bit)", "CheckSuseLinuxVersion", SupportEnds: "2024-10-31",
            Subscription: true),
        new("SLES 15 SP5", null, SupportEnds: "2031-07-31", Nvme: true, Subscription: true),
        new("openSUSE Leap 15.5", null, SupportEnds: "2026-04-30"),
        new("Ubuntu Linux (64-bit)", "CheckUbuntuLinuxVersion"),
        new("Ubuntu 18.04", null, SupportEnds: "2023-05-31"),
        new("Ubuntu 24.04 LTS", null, SupportEnds: "2029-05-31", Nvme: true),
        new("Debian GNU/Linux 12 (64-bit)", null, SupportEnds: "2028-06-30", Nvme: true),
        new("Other 4.x Linux (64-bit)", "UnendorsedLinuxDistributions"),
        new("Oracle Solaris 11 (64-bit)", "NoGuestOperatingSystemConditionallySupported", Kind: 'O'),
        new("Other (64-bit)", "GuestOperatingSystemUnknown", Unknown: true, Kind: '-'),
        new("Windows Server", "GuestOperatingSystemUnknown", Unknown: true, Kind: 'S'),
        new("TempleOS", "GuestOperatingSystemUnknown", Unknown: true, Kind: '-'),
        new(null, "GuestOperatingSystemUnknown", Unknown: true, Kind: '-'),
    ];
}
