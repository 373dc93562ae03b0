using AzMigrate.Assessment;
using AzMigrate.Inventory;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Tests.Assessment;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData("Windows Server 2019")]
    [InlineData("Windows Server 2022")]
    [InlineData("Windows Server 2025")]
    [InlineData("Red Hat Enterprise Linux 9")]
    [InlineData("Oracle Linux 8.6")]
    [InlineData("AlmaLinux 9")]
    [InlineData("Rocky Linux 8")]
    [InlineData("SLES 15 SP5")]
    [InlineData("Ubuntu 22.04")]
    [InlineData("Debian 12")]
    public void R1_R2_supported_and_known_is_Ready(string system)
    {
        var machine = Servers.Assess(Servers.With(system));
        Assert.Empty(machine.Findings);
        Assert.Equal(Readiness.Ready, machine.Readiness);
        Assert.Null(machine.Headline);
    }

    [Theory]
    [InlineData("Windows Server 2008 R2", "CheckWindowsServer2008R2Version")]
    [InlineData("Windows Server 2008", "WindowsServerVersionsSupportedWithCaveat")]
    [InlineData("Windows Server 2003", "WindowsServerVersionConditionallySupported")]
    [InlineData("Windows 10", "WindowsClientVersionsConditionallySupported")]
    [InlineData("Windows XP Professional", "WindowsOSNoLongerUnderMSSupport")]
    [InlineData("Windows 2000", "WindowsOSNoLongerUnderMSSupport")]
    [InlineData("Red Hat Enterprise Linux 7", "CheckRedHatLinuxVersion")]
    [InlineData("CentOS", "CheckCentOsVersion")]
    [InlineData("Oracle Linux 4/5 or later", "CheckOracleLinuxVersion")]
    [InlineData("AlmaLinux", "CheckAlmaLinuxVersion")]
    [InlineData("Rocky Linux", "CheckRockyLinuxVersion")]
    [InlineData("SUSE Linux Enterprise 12", "CheckSuseLinuxVersion")]
    [InlineData("openSUSE", "CheckOpenSuseLinuxVersion")]
    [InlineData("Ubuntu Linux", "CheckUbuntuLinuxVersion")]
    [InlineData("Debian GNU/Linux", "CheckDebianLinuxVersion")]
    [InlineData("Other 4.x Linux (64-bit)", "UnendorsedLinuxDistributions")]
    [InlineData("Oracle Solaris 11", "NoGuestOperatingSystemConditionallySupported")]
    [InlineData("FreeBSD", "NoGuestOperatingSystemConditionallySupported")]
    [InlineData("Apple Mac OS X 10", "NoGuestOperatingSystemConditionallySupported")]
    public void R1_condition_with_its_code(string system, string code) =>
        Servers.Found(Servers.Assess(Servers.With(system)), "R1", code, Readiness.ReadyWithConditions);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Other (64-bit)")]
    [InlineData("TempleOS 5")]
    [InlineData("Windows Server")]
    public void R1_GuestOperatingSystemUnknown(string? system)
    {
        var machine = Servers.Assess(Servers.With(system!));
        var finding = Servers.Found(machine, "R1", "GuestOperatingSystemUnknown", Readiness.ReadinessUnknown);
        Assert.Equal(Readiness.ReadinessUnknown, machine.Readiness);
        Assert.Null(machine.RecommendedSize);
        Assert.Null(machine.Cost.Total);
        if (system is "TempleOS 5")
            Assert.Contains("TempleOS 5", finding.Message);
    }

    [Theory]
    [InlineData("Windows Server 2012 R2", "WindowsOSNoLongerUnderMSSupport")]
    [InlineData("Windows Server 2008", "WindowsOSNoLongerUnderMSSupport")]
    [InlineData("Windows 7", "WindowsOSNoLongerUnderMSSupport")]
    [InlineData("CentOS 7.9", "EndorsedWithConditionsLinuxDistributions")]
    [InlineData("Red Hat Enterprise Linux 7", "EndorsedWithConditionsLinuxDistributions")]
    [InlineData("SLES 12", "EndorsedWithConditionsLinuxDistributions")]
    [InlineData("Ubuntu 18.04", "EndorsedWithConditionsLinuxDistributions")]
    public void R2_past_the_end_of_support_at_the_books_date(string system, string code) =>
        Servers.Found(Servers.Assess(Servers.With(system)), "R2", code, Readiness.ReadyWithConditions);

    [Theory]
    [InlineData("2027-01-12", false)]
    [InlineData("2027-01-13", true)]
    public void R2_the_last_day_is_still_supported(string date, bool past)
    {
        var book = Book.With(
            [Book.Size("Standard_D4s_v5", 4, 16)], data => data with { Date = DateTime.Parse(date, null) });
        var machine = Servers.Assess(Servers.With("Windows Server 2016"), book: book);
        Assert.Equal(past, machine.Findings.Any(finding => finding.Rule == "R2"));
    }

    [Theory]
    [InlineData("Windows Server 2003", true)]
    [InlineData("Windows Server 2008", true)]
    [InlineData("Windows Server 2008 R2", true)]
    [InlineData("Windows Server 2012", false)]
    [InlineData("Ubuntu 22.04", false)]
    public void R3_BootTypeNotSupported_for_UEFI_with_old_Windows_Servers(string system, bool found)
    {
        var machine = Servers.Assess(Servers.With(system) with { Firmware = Firmware.Uefi });
        Assert.Equal(found, machine.Readiness == Readiness.NotReady);
        if (found)
            Servers.Found(machine, "R3", "BootTypeNotSupported", Readiness.NotReady);
        Assert.DoesNotContain(Servers.Assess(Servers.With(system)).Findings, finding => finding.Rule == "R3");
    }

    [Theory]
    [InlineData(SourceKind.Csv, false)]
    [InlineData(SourceKind.RVTools, false)]
    [InlineData(SourceKind.VMware, true)]
    [InlineData(SourceKind.Linux, true)]
    public void R4_BootTypeUnknown_of_discovered_machines_only(SourceKind source, bool found)
    {
        var machine = Servers.Assess(Servers.Plain with { SourceKind = source, Firmware = Firmware.Unknown });
        Assert.Equal(found ? ["R4 BootTypeUnknown"] : [], Servers.Codes(machine));
        Assert.Equal(found ? Readiness.ReadyWithConditions : Readiness.Ready, machine.Readiness);
        Assert.NotNull(machine.RecommendedSize);
    }

    [Theory]
    [InlineData("Ubuntu 22.04", OSArchitecture.X86, true)]
    [InlineData("Ubuntu 22.04 (32-bit)", OSArchitecture.Unknown, true)]
    [InlineData("Ubuntu 22.04 32 bit", OSArchitecture.Unknown, true)]
    [InlineData("Ubuntu 22.04 (64-bit)", OSArchitecture.Unknown, false)]
    [InlineData("Ubuntu 22.04 (32-bit)", OSArchitecture.X64, false)]
    public void R5_GuestOperatingSystemArchitectureNotSupported(string name, OSArchitecture architecture, bool found)
    {
        var machine = Servers.Assess(Servers.Plain with
        {
            OperatingSystem = new OperatingSystem { Name = name, Architecture = architecture },
        });
        Assert.Equal(found ? ["R5 GuestOperatingSystemArchitectureNotSupported"] : [], Servers.Codes(machine));
        Assert.Equal(found ? Readiness.ReadyWithConditions : Readiness.Ready, machine.Readiness);
    }

    [Fact]
    public void R6_MoreDisksThanSupported_described_or_announced()
    {
        Machine Having(int disks) =>
            Servers.Plain with { Disks = [.. Enumerable.Range(0, disks).Select(at => Servers.Disk("d" + at, 10))] };
        Servers.Found(Servers.Assess(Having(66)), "R6", "MoreDisksThanSupported", Readiness.NotReady);
        Assert.DoesNotContain(Servers.Assess(Having(65)).Findings, finding => finding.Rule == "R6");

        var announced = Servers.Plain with { Disks = [],
            DiskTotals = new DiskTotals { DiskCount = int.MaxValue, InUseBytes = 1L << 40 } };
        Servers.Found(Servers.Assess(announced), "R6", "MoreDisksThanSupported", Readiness.NotReady);
    }

    [Fact]
    public void R6_the_described_disks_win_over_the_number_announced()
    {
        var machine = Servers.Assess(Servers.Plain with { DiskTotals = new DiskTotals { DiskCount = 70 } });
        Assert.Empty(machine.Findings);
        Assert.Contains("R6 NumberOfDisksDiffers", Servers.Notes(machine));
    }

    [Fact]
    public void R7_disks_too_large()
    {
        AssessedMachine Of(Firmware firmware, params double[] gib) => Servers.Assess(Servers.Plain with
        {
            Firmware = firmware, Disks = [.. gib.Select((size, at) => Servers.Disk("d" + at, size))],
        });

        Servers.Found(Of(Firmware.Bios, 100, 65537), "R7", "OneOrMoreDisksNotSuitable", Readiness.NotReady);
        Assert.DoesNotContain(Of(Firmware.Bios, 100, 65536).Findings, finding => finding.Rule == "R7");
        Servers.Found(Of(Firmware.Uefi, 4096), "R7", "OsDiskAbove4095GiB", Readiness.NotReady);
        Assert.Empty(Of(Firmware.Uefi, 4095).Findings);
        Servers.Found(Of(Firmware.Bios, 2049), "R7", "OsDiskAbove2TiB", Readiness.ReadyWithConditions);
        Servers.Found(Of(Firmware.Unknown, 2049), "R7", "OsDiskAbove2TiB", Readiness.ReadyWithConditions);
        Assert.Empty(Of(Firmware.Bios, 2048).Findings);
        Assert.Empty(Of(Firmware.Bios, 100, 5000).Findings);
    }

    [Fact]
    public void All_findings_are_listed_and_the_headline_is_the_first_of_the_highest_severity()
    {
        var machine = Servers.Assess(Servers.With("Windows Server 2008") with
        {
            Firmware = Firmware.Uefi, Disks = [Servers.Disk("d0", 5000), Servers.Disk("d1", 70000)],
        });
        Assert.Equal(
            [
                "R1 WindowsServerVersionsSupportedWithCaveat", "R2 WindowsOSNoLongerUnderMSSupport",
                "R3 BootTypeNotSupported",
                "R7 OneOrMoreDisksNotSuitable", "R7 OsDiskAbove4095GiB", "D6 OneOrMoreDisksNotSuitable",
            ],
            Servers.Codes(machine));
        Assert.Equal("BootTypeNotSupported", machine.Headline?.Code);
        Assert.Null(machine.Need);
        Assert.Null(machine.Explanation);
    }
}
