using AzMigrate.Catalog;

namespace AzMigrate.Tests.Assessment;

public sealed class OperatingSystemTableTests
{
    private static readonly OperatingSystemTable Table = OperatingSystemTable.Embedded;

    [Theory]
    [InlineData("Microsoft Windows Server 2025 (64-bit)", "Windows Server 2025")]
    [InlineData("Microsoft Windows Server 2016 or later (64-bit)", "Windows Server 2016")]
    [InlineData("Windows 2012 R2", "Windows Server 2012 R2")]
    [InlineData("Windows Server (R) 2008", "Windows Server 2008")]
    [InlineData("Microsoft® Windows Server®  2008 R2 Standard", "Windows Server 2008 R2")]
    [InlineData("Windows Web Server 2008 R2", "Windows Server 2008 R2")]
    [InlineData("Microsoft Windows Server 2003 Standard (64-bit)", "Windows Server 2003")]
    [InlineData("Windows 8.1", "Windows 8.1")]
    [InlineData("Microsoft Windows 8.x (64-bit)", "Windows 8")]
    [InlineData("Windows 10.0.19045", "Windows 10")]
    [InlineData("WINDOWS XP PROFESSIONAL", "Windows XP")]
    [InlineData("Windows NT", "Windows NT")]
    [InlineData("Windows Server", "Windows Server of unknown version")]
    [InlineData("Windows Server 2031", "Windows Server of unknown version")]
    [InlineData("Red Hat Fedora (64-bit)", "Other Linux")]
    [InlineData("Other 4.x Linux (64-bit)", "Other Linux")]
    [InlineData("Other 2.6.x Linux (32-bit)", "Other Linux")]
    [InlineData("CoreOS Linux (64-bit)", "Other Linux")]
    [InlineData("Oracle Solaris 11 (64-bit)", "Neither Windows nor Linux")]
    [InlineData("FreeBSD 12 or later versions (64-bit)", "Neither Windows nor Linux")]
    [InlineData("Apple macOS 10.15 (64-bit)", "Neither Windows nor Linux")]
    [InlineData("SUSE openSUSE (64-bit)", "openSUSE")]
    [InlineData("Linux 5.4.0-150-generic Ubuntu 20.04.6 LTS", "Ubuntu")]
    public void R1_longest_name_contained_decides(string name, string family) =>
        Assert.Equal(family, Table.Find(null, name)?.Row.Family);

    [Theory]
    [InlineData("Other (64-bit)")]
    [InlineData("Other")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("TempleOS")]
    [InlineData("windowsserver2019")]
    [InlineData("Slesh 12")]
    public void R1_no_row_matches(string name) => Assert.Null(Table.Find(null, name));

    [Theory]
    [InlineData("Red Hat Enterprise Linux 8 (64-bit)", null, "8", true)]
    [InlineData("Red Hat Enterprise Linux Server release 7.9 (Maipo)", null, "7.9", true)]
    [InlineData("Red Hat Enterprise Linux 7 (64-bit)", null, "7", false)]
    [InlineData("Red Hat Enterprise Linux 7", "7.6", "7.6", true)]
    [InlineData("Red Hat Enterprise Linux 7", "8.6", "7", false)]
    [InlineData("rhel8", null, "8", true)]
    [InlineData("CentOS 4/5/6/7 (64-bit)", null, null, false)]
    [InlineData("CentOS 4/5 or later (64-bit)", null, null, false)]
    [InlineData("CentOS", "3.10.0-1160.el7.x86_64", null, false)]
    [InlineData("CentOS Linux release 7.9.2009 (Core)", null, "7.9", true)]
    [InlineData("Oracle Linux Server 6", null, "6", false)]
    [InlineData("AlmaLinux (64-bit)", null, null, false)]
    [InlineData("Rocky Linux 9.2", null, "9.2", true)]
    [InlineData("SUSE Linux Enterprise 12 (64-bit)", null, "12", false)]
    [InlineData("SUSE Linux Enterprise Server 12 SP5", null, "12.5", true)]
    [InlineData("SLES 15", null, "15", true)]
    [InlineData("openSUSE Leap 15.5", null, "15.5", true)]
    [InlineData("openSUSE 15", null, "15", false)]
    [InlineData("Ubuntu Linux (64-bit)", null, null, false)]
    [InlineData("Ubuntu 22.04.3 LTS", null, "22.4", true)]
    [InlineData("Ubuntu 22", null, "22", false)]
    [InlineData("Ubuntu", "18.04", "18.4", true)]
    [InlineData("Debian GNU/Linux 11 (64-bit)", null, "11", true)]
    [InlineData("Debian", null, null, false)]
    [InlineData("Debian GNU/Linux 64-bit", null, null, false)]
    [InlineData("Debian 10.x 64-bit", null, "10", true)]
    [InlineData("CentOS 64 bit", null, null, false)]
    [InlineData("CentOS64bit", null, null, false)]
    [InlineData("Red Hat Enterprise Linux 7 64-bit", null, "7", false)]
    [InlineData("Ubuntu (64 bit)", null, null, false)]
    [InlineData("Ubuntu ٢٢.٠٤", null, null, false)]
    [InlineData("Debian", "١٢", null, false)]
    public void R1_known_means_version(string name, string? apart, string? version, bool known)
    {
        var match = Table.Find(null, name, apart)!;
        Assert.Equal(version, match.Version?.ToString());
        Assert.Equal(known, match.VersionIsKnown);
        Assert.Equal(
            known ? OperatingSystemSupport.Supported : OperatingSystemSupport.Conditional, match.Row.Support);
    }

    [Fact]
    public void R1_the_guests_own_name_goes_before_the_configured_one()
    {
        Assert.Equal("Ubuntu", Table.Find("Ubuntu 20.04", "Windows Server 2019")?.Row.Family);
        Assert.Equal("Windows Server 2019", Table.Find("", "Windows Server 2019")?.Row.Family);
        Assert.Equal("Windows Server 2019", Table.Find("Other (64-bit)", "Windows Server 2019")?.Row.Family);
    }

    [Fact]
    public void R1_a_year_apart_from_the_name_completes_it() =>
        Assert.Equal("Windows Server 2019", Table.Find(null, "Windows Server", "2019")?.Row.Family);

    [Theory]
    [InlineData("Windows Server 2016", false)]
    [InlineData("Windows Server 2019", true)]
    [InlineData("Windows Server 2025", true)]
    [InlineData("Windows 11", false)]
    [InlineData("Red Hat Enterprise Linux 8", false)]
    [InlineData("Red Hat Enterprise Linux 8.5", false)]
    [InlineData("Red Hat Enterprise Linux 8.6", true)]
    [InlineData("Oracle Linux 8.10", true)]
    [InlineData("AlmaLinux 9", true)]
    [InlineData("SLES 15", false)]
    [InlineData("SLES 15 SP3", false)]
    [InlineData("SLES 15 SP4", true)]
    [InlineData("Ubuntu 18.04", false)]
    [InlineData("Ubuntu 20.04", true)]
    [InlineData("Ubuntu 26.10", true)]
    [InlineData("Debian 10", false)]
    [InlineData("Debian 11", true)]
    [InlineData("openSUSE Leap 15.5", false)]
    [InlineData("Ubuntu 64-bit", false)]
    public void S5_NvmeReady(string name, bool ready) => Assert.Equal(ready, Table.Find(null, name)!.Row.NvmeReady);

    [Theory]
    [InlineData("Windows Server 2012 R2", "2023-10-10")]
    [InlineData("CentOS 7", "2024-06-30")]
    [InlineData("SLES 12", "2024-10-31")]
    [InlineData("Ubuntu 18.04", "2023-05-31")]
    [InlineData("Debian 10", "2024-06-30")]
    [InlineData("Ubuntu", null)]
    [InlineData("openSUSE Leap 42.3", "2019-07-01")]
    [InlineData("openSUSE Leap 15.6", "2026-04-30")]
    [InlineData("openSUSE Leap 16.0", null)]
    public void R2_support_ends_also_where_the_major_alone_is_known(string name, string? ends) =>
        Assert.Equal(ends, Table.Find(null, name)!.Row.SupportEnds?.ToString("yyyy-MM-dd", null));

    [Fact]
    public void R1_no_two_rows_of_a_family_cover_one_version() =>
        Assert.All(
            Table.Rows.Where(row => row.From is not null).GroupBy(row => row.Family),
            rows => Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(End(pair.First) < Start(pair.Second))));

    private static long Start(OperatingSystemRow row) => (row.From!.Major * 1000L) + (row.From.Minor ?? 0);

    private static long End(OperatingSystemRow row) =>
        row.To is null ? long.MaxValue : (row.To.Major * 1000L) + (row.To.Minor ?? 999);

    [Fact]
    public void The_tables_hash_depends_on_its_content()
    {
        Assert.Equal(64, Table.Hash.Length);
        var heading = "family,names,from,to,known,result,code,remedy,support_ends,nvme_ready,kind,uefi,subscription,source,date\n";
        Assert.NotEqual(Table.Hash, new OperatingSystemTable(heading).Hash);
    }

    [Fact]
    public void Every_row_that_is_not_supported_says_why_and_what_to_do() =>
        Assert.All(Table.Rows, row =>
        {
            Assert.Equal(row.Support == OperatingSystemSupport.Supported, row.Code is null);
            Assert.Equal(row.Support == OperatingSystemSupport.Supported, row.Remedy is null);
        });
}
