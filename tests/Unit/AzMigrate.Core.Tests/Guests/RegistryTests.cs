using System.Globalization;
using AzMigrate.Guests.Registry;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>Hives that hivex fills, read as it reads them.</summary>
public sealed class RegistryTests
{
    [GuestPeerFact]
    public void Keys_and_values_are_as_hivex_reads_them()
    {
        using var folder = new ImageFolder();
        var file = new HiveFile().Set("Many", "Zahl", 7).SetText("Many", "Tëxt", "Grüße, 世界")
            .SetTexts("Many", "List", "one", "two")
            .Set("Many", "Long", "hex(b):01,02,03,04,05,06,07,08").SetBytes("Many", "None", []);
        for (uint i = 0; i < 900; i++)
            file.Set($@"Many\Key {i.ToString(CultureInfo.InvariantCulture)}", "Number", i);
        var path = folder.File("hive");
        file.Write(path);

        var hive = new RegistryHive(MemoryDisk.Of(File.ReadAllBytes(path)));

        Assert.True(hive.IsClean);
        var many = hive.Root.Find("mANY")!;
        Assert.Equal(900, many.Keys().Count());
        for (uint i = 0; i < 900; i++)
            Assert.Equal(i, many.Find($"key {i.ToString(CultureInfo.InvariantCulture)}")!.Value("number")!.Number);
        Assert.Equal("Grüße, 世界", many.Value("Tëxt")!.Text);
        Assert.Equal(["one", "two"], many.Value("List")!.Texts);
        Assert.Null(many.Value("Long")!.Number);
        Assert.Equal(8, many.Value("Long")!.Data()!.Value.Length);
        Assert.Equal(0, many.Value("None")!.Data()!.Value.Length);
        Assert.Null(many.Find("Key 900"));
        Assert.Equal(@"Many\Key 3\Number", many.Find("Key 3")!.Value("Number")!.Path);
        Assert.Equal("7", GuestPeers.Run("hivexget", path, "Many", "Zahl").Trim()
            .Replace("dword:0000000", "", StringComparison.Ordinal));
    }

    [GuestPeerFact]
    public void A_number_in_a_cell_of_its_own()
    {
        using var folder = new ImageFolder();
        var path = folder.File("hive");
        // As old Windows wrote numbers: eight bytes get a cell, of which the value then takes four.
        new HiveFile().Set("Key", "Value", "hex(b):2a,00,00,00,01,01,01,01").Write(path);
        var bytes = File.ReadAllBytes(path);
        var value = IndexOf(bytes, "vk"u8);
        bytes[value + 4] = 4;
        bytes[value + 12] = 4;
        var hive = new RegistryHive(MemoryDisk.Of(bytes));
        var found = hive.Root.Find("Key")!.Value("Value")!;
        Assert.Equal(42u, found.Number);
        Assert.Equal(4096 + 4 + BitConverter.ToInt32(bytes, value + 8), found.Place!.Value.Offset);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(508)]
    public void Sequences_that_differ_and_a_wrong_sum_are_seen(int at)
    {
        var bytes = HiveFile.Empty();
        Assert.True(new RegistryHive(MemoryDisk.Of(bytes)).IsClean);
        bytes[at]++;
        Assert.False(new RegistryHive(MemoryDisk.Of(at == 508 ? bytes : HiveFile.Summed(bytes))).IsClean);
    }

    [GuestPeerFact]
    public void Lists_that_lead_to_themselves_and_cells_that_are_none()
    {
        using var folder = new ImageFolder();
        var path = folder.File("hive");
        new HiveFile().Set(@"Key\Below", "Value", 1).Write(path);
        var bytes = File.ReadAllBytes(path);
        var list = IndexOf(bytes, "lh"u8) is var lh && lh >= 0 ? lh : IndexOf(bytes, "lf"u8);
        // A list of lists whose one list is itself.
        "ri"u8.CopyTo(bytes.AsSpan(list));
        BitConverter.TryWriteBytes(bytes.AsSpan(list + 4), list - 4 - 4096);
        AssertDamaged(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(list + 4), 0x7FFF_FFF8);
        AssertDamaged(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(list - 4), 0x7FFF_FFF8);
        AssertDamaged(bytes);

        static void AssertDamaged(byte[] bytes)
        {
            var error = Assert.Throws<MigrateException>(() => Walk(new RegistryHive(MemoryDisk.Of(bytes)).Root, 0));
            Assert.Equal("Guest.Damaged", error.Code);
        }
    }

    internal static void Walk(RegistryKey key, int depth)
    {
        foreach (var value in key.Values().Take(100))
            _ = (value.Name, value.Number, value.Place, value.Texts);
        foreach (var below in depth < 8 ? key.Keys().Take(100) : [])
            Walk(below, depth + 1);
    }

    private static int IndexOf(byte[] bytes, ReadOnlySpan<byte> signature)
    {
        var at = bytes.AsSpan(4096).IndexOf(signature);
        return at < 0 ? at : at + 4096;
    }
}
