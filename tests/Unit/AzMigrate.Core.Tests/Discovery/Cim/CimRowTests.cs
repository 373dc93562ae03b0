using AzMigrate.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Cim;

/// <summary>Typed values and texts read the same; what is no such type is said.</summary>
public sealed class CimRowTests
{
    [Fact]
    public void A_name_has_no_case_and_absent_and_nil_are_null()
    {
        var row = FakeCimClient.Row("Win32_X", ("Caption", "a"), ("Gone", null));

        Assert.Equal("a", row.GetString("CAPTION"));
        Assert.Null(row.GetString("gone"));
        Assert.Null(row.GetUInt64("never"));
        Assert.Empty(row.Unreadable);
    }

    public static TheoryData<object, object> Alike => new()
    {
        { "8589934592", 8589934592UL }, { "7", (ushort)7 }, { "255", (byte)255 }, { " 3 ", 3 },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void A_text_and_a_number_read_alike(object text, object number)
    {
        var ofText = FakeCimClient.Row("X", ("V", text));
        var ofNumber = FakeCimClient.Row("X", ("V", number));

        Assert.Equal(ofNumber.GetUInt64("V"), ofText.GetUInt64("V"));
        Assert.Equal(ofNumber.GetInt64("V"), ofText.GetInt64("V"));
        Assert.Equal(ofNumber.GetDouble("V"), ofText.GetDouble("V"));
        Assert.NotNull(ofText.GetUInt64("V"));
    }

    [Fact]
    public void What_is_no_such_type_is_null_and_named()
    {
        var row = FakeCimClient.Row("X", ("Size", "12 GB"), ("Neg", -1), ("NaN", "NaN"), ("Flag", "maybe"),
            ("When", "yesterday"), ("Inner", FakeCimClient.Row("Y")), ("Good", "1"));

        Assert.Null(row.GetUInt64("Size"));
        Assert.Null(row.GetUInt64("Neg"));
        Assert.Null(row.GetDouble("NaN"));
        Assert.Null(row.GetBoolean("Flag"));
        Assert.Null(row.GetTime("When"));
        Assert.Null(row.GetString("Inner"));
        Assert.Equal(1UL, row.GetUInt64("Good"));
        Assert.Equal(["Flag", "Inner", "NaN", "Neg", "Size", "When"], row.Unreadable);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("FALSE", false)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void Truth_values(string text, bool expected)
    {
        Assert.Equal(expected, FakeCimClient.Row("X", ("V", text)).GetBoolean("V"));
        Assert.Equal(expected, FakeCimClient.Row("X", ("V", expected)).GetBoolean("V"));
    }

    [Fact]
    public void One_value_stands_for_an_array_of_one_and_the_other_way_round()
    {
        var row = FakeCimClient.Row(
            "X", ("One", "10.0.0.1"), ("Two", new[] { "a", "b" }), ("Nil", new string?[] { null, "c" }),
            ("Numbers", new List<object?> { "2", (ushort)3 }), ("Single", new[] { "s" }),
            ("None", Array.Empty<string>()));

        Assert.Equal(["10.0.0.1"], row.GetStrings("One")!);
        Assert.Equal(["a", "b"], row.GetStrings("Two")!);
        Assert.Equal(["c"], row.GetStrings("Nil")!);
        Assert.Equal([2UL, 3UL], row.GetUInt64s("Numbers")!);
        Assert.Equal("s", row.GetString("Single"));
        Assert.Empty(row.GetStrings("None")!);
        Assert.Null(row.GetString("None"));
        Assert.Empty(row.Unreadable);
        Assert.Null(row.GetString("Two"));
        Assert.Equal(["Two"], row.Unreadable);
    }

    [Theory]
    [InlineData("20240229133000.500000+060", "2024-02-29T12:30:00.5Z")]
    [InlineData("20240101000000.000000-480", "2024-01-01T08:00:00Z")]
    [InlineData("2024****000000.******+***", "2024-01-01T00:00:00Z")]
    [InlineData("2024-02-29T12:30:00.5Z", "2024-02-29T12:30:00.5Z")]
    [InlineData("2024-02-29T13:30:00.500000000+01:00", "2024-02-29T12:30:00.5Z")]
    public void Times(string text, string expected)
    {
        var time = DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(time, FakeCimClient.Row("X", ("V", text)).GetTime("V"));
        Assert.Equal(time, FakeCimClient.Row("X", ("V", time.UtcDateTime)).GetTime("V"));
    }

    [Theory]
    [InlineData("20241301000000.000000+000")]
    [InlineData("00010101000000.000000+060")]
    [InlineData("****0101000000.000000+000")]
    [InlineData("00000012081530.000000:000")]
    [InlineData("")]
    public void No_times(string text)
    {
        var row = FakeCimClient.Row("X", ("V", text));

        Assert.Null(row.GetTime("V"));
        Assert.Equal(["V"], row.Unreadable);
    }

    [Theory]
    [InlineData("00000012081530.000000:000", "12.08:15:30")]
    [InlineData("P12DT8H15M30S", "12.08:15:30")]
    [InlineData("00000000000001.250000:000", "00:00:01.25")]
    public void Intervals(string text, string expected)
    {
        var span = TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(span, FakeCimClient.Row("X", ("V", text)).GetInterval("V"));
        Assert.Equal(span, FakeCimClient.Row("X", ("V", span)).GetInterval("V"));
    }

    [Theory]
    [InlineData("99999999000000.000000:000")]
    [InlineData("twelve")]
    public void No_intervals(string text) => Assert.Null(FakeCimClient.Row("X", ("V", text)).GetInterval("V"));

    [Fact]
    public void Instances_in_texts()
    {
        const string Item = """
            <INSTANCE CLASSNAME="Msvm_KvpExchangeDataItem"><QUALIFIER NAME="dynamic"><VALUE>TRUE</VALUE></QUALIFIER>
            <PROPERTY NAME="Caption" PROPAGATED="true" TYPE="string"/>
            <PROPERTY NAME="Data" TYPE="string"><VALUE>Windows Server 2019 &amp; more</VALUE></PROPERTY>
            <PROPERTY NAME="Name" TYPE="string"><VALUE>OSName</VALUE></PROPERTY>
            <PROPERTY.ARRAY NAME="States" TYPE="uint16"><VALUE.ARRAY><VALUE>2</VALUE><VALUE.NULL/><VALUE>11</VALUE></VALUE.ARRAY>
            </PROPERTY.ARRAY><PROPERTY.ARRAY NAME="Empty" TYPE="string"><VALUE.ARRAY/></PROPERTY.ARRAY>
            <PROPERTY NAME="Source" TYPE="uint16"><VALUE>0</VALUE></PROPERTY></INSTANCE>
            """;

        var row = EmbeddedInstance.Parse(Item)!;

        Assert.Equal("Msvm_KvpExchangeDataItem", row.ClassName);
        Assert.Equal("Windows Server 2019 & more", row.GetString("Data"));
        Assert.Equal("OSName", row.GetString("Name"));
        Assert.Null(row.GetString("Caption"));
        Assert.Equal([2UL, 11UL], row.GetUInt64s("States")!);
        Assert.Empty(row.GetStrings("Empty")!);
        Assert.Equal(0UL, row.GetUInt64("Source"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OSName=Windows")]
    [InlineData("<CLASS/>")]
    [InlineData("<INSTANCE CLASSNAME='X'><PROPERTY NAME='A' TYPE='string'><VALUE>x")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><INSTANCE CLASSNAME='X'/>")]
    public void No_instances(string text) => Assert.Null(EmbeddedInstance.Parse(text));

    [Fact]
    public void Instances_that_nest_without_end_are_none() =>
        Assert.Null(EmbeddedInstance.Parse(string.Concat(Enumerable.Repeat(
            "<INSTANCE CLASSNAME='X'><PROPERTY NAME='A'>", 100_000))));

    [Fact]
    public async Task The_fake_answers_what_it_was_given_and_refuses_the_rest()
    {
        await using var client = new FakeCimClient()
            .Add(@"root\cimv2", "Win32_DiskDrive",
                [("DeviceID", @"\\.\PHYSICALDRIVE0"), ("Size", 10UL)],
                [("DeviceID", @"\\.\PHYSICALDRIVE1"), ("Size", 20UL)])
            .On("Win32_DiskDrive", "Reset", call => FakeCimClient.Row("", ("ReturnValue", call.Arguments.Count)));

        Assert.Equal(2, await Count("root/cimv2", "SELECT * FROM Win32_DiskDrive"));
        Assert.Equal(1, await Count(
            "ROOT/CIMV2", @"select DeviceID from win32_diskdrive where DeviceID = '\\\\.\\PHYSICALDRIVE1'"));
        Assert.Equal(1, await Count(
            "root/cimv2", "SELECT * FROM Win32_DiskDrive WHERE Size > 10 AND DeviceID LIKE '%DRIVE_'"));
        Assert.Equal(2, await Count("root/cimv2", "SELECT * FROM Win32_DiskDrive WHERE Size IS NOT NULL"));
        Assert.Equal("CIM.ClassNotFound", await Refused("root/cimv2", "SELECT * FROM Win32_Nothing"));
        Assert.Equal("CIM.NamespaceNotFound",
            await Refused("root/virtualization/v2", "SELECT * FROM Msvm_ComputerSystem"));
        Assert.Equal("CIM.InvalidQuery", await Refused("root/cimv2", "SELECT FROM Win32_DiskDrive"));
        var answer = await client.InvokeAsync(
            "root/cimv2", "Win32_DiskDrive", new Dictionary<string, string>(), "Reset",
            new Dictionary<string, object?> { ["Force"] = true }, default);
        Assert.Equal(1UL, answer.GetUInt64("ReturnValue"));

        async Task<int> Count(string cimNamespace, string wql) =>
            await client.QueryAsync(cimNamespace, wql, default).CountAsync();

        async Task<string> Refused(string cimNamespace, string wql) =>
            (await Assert.ThrowsAnyAsync<MigrateException>(() => Count(cimNamespace, wql))).Code;
    }
}
