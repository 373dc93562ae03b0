using System.Text;

namespace AzMigrate.Catalog;

/// <summary>Writes a book's content as bytes: the same content gives the same bytes.</summary>
/// <seealso cref="CatalogueReader"/>
internal sealed class CatalogueWriter
{
    /// <summary>First byte of every book; another number is another format.</summary>
    public const byte Format = 1;

    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    private CatalogueWriter()
    {
    }

    /// <summary>The content as bytes, not compressed.</summary>
    public static byte[] Write(CatalogueContent content)
    {
        var writer = new CatalogueWriter();
        writer._bytes.Add(Format);
        writer.Number(content.Date.Ticks / TimeSpan.TicksPerDay);
        writer.List(content.Regions, writer.Region);
        writer.List(content.VmSizes, writer.Size);
        writer.VmPrices(content.VmPrices, content.Regions.Length);
        writer.List(content.DiskTiers, writer.Tier);
        writer.List(content.DiskPrices, writer.TierPrice);
        writer.List(content.FlexibleDisks, writer.FlexibleLimits);
        writer.List(content.FlexibleDiskPrices, writer.FlexiblePrices);
        writer.List(content.DiskTypesNotOffered, row => writer.Place((int)row.Type, row.Region));
        writer.List(content.DefenderPrices, writer.Defender);
        writer.List(content.Omissions, writer.Omission);
        return writer._bytes.ToArray();
    }

    private void Region(AzureRegion region)
    {
        Text(region.Name);
        Text(region.DisplayName);
        Text(region.Geography);
        Text(region.PairedRegion);
        Number(region.Zones);
    }

    private void Size(VmSize size)
    {
        Text(size.Name);
        Text(size.Family);
        Text(size.Series);
        Text(size.SeriesClass);
        Number(size.Version);
        Number(size.VCpus);
        Optional(size.ParentVCpus);
        Real(size.MemoryGiB);
        Optional(size.MaxDataDisks);
        Optional(size.MaxNetworkAdapters);
        Optional(size.UncachedIops);
        Optional(size.UncachedMBps);
        Optional(size.NetworkMbps);
        Flag(size.PremiumStorage);
        Flag(size.UltraDisks);
        Number((int)size.Generations);
        Number((int)size.Architecture);
        Flag(size.AcceleratedNetworking);
        Real(size.TempDiskGiB);
        Real(size.LocalNvmeGiB);
        Real(size.Gpus);
        Flag(size.Confidential);
        Number(size.Retirement is { } date ? date.Ticks / TimeSpan.TicksPerDay : 0);
    }

    private void VmPrices(VmPriceTable prices, int regions)
    {
        List(prices.Amounts, amount =>
        {
            Number((int)amount.Basis);
            Money(amount.Usd);
        });
        for (var plan = 0; plan < VmPriceTable.Plans; plan++)
        {
            for (var region = 0; region < regions; region++)
            {
                var column = prices.Column(plan, region) ?? [];
                Number(column.Length);
                foreach (var amount in column)
                    Number(amount);
            }
        }
    }

    private void Tier(DiskTier tier)
    {
        Place((int)tier.Type, tier.Name);
        Number(tier.MaxSizeGiB);
        Number(tier.Iops);
        Number(tier.MBps);
    }

    private void TierPrice(DiskTierPrice row)
    {
        Text(row.Tier);
        Text(row.Region);
        Number((int)row.Basis);
        Money(row.UsdPerMonth);
    }

    private void FlexibleLimits(FlexibleDiskLimits limits)
    {
        Number((int)limits.Type);
        Number(limits.MaxSizeGiB);
        Number(limits.MaxIops);
        Number(limits.MaxMBps);
    }

    private void FlexiblePrices(FlexibleDiskComponentPrices row)
    {
        Place((int)row.Type, row.Region);
        Money(row.GiBHour);
        Money(row.IopsHour);
        Money(row.MBpsHour);
    }

    private void Defender(DefenderPrice row)
    {
        Text(row.Region);
        Money(row.UsdPerMonth);
    }

    private void Omission(CatalogueGap gap)
    {
        Text(gap.Topic);
        Number(gap.Count);
        Text(gap.Description);
    }

    private void Place(int type, string name)
    {
        Number(type);
        Text(name);
    }

    private void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items)
            write(item);
    }

    // Seven bits a byte, lowest first; the high bit says that more follow.
    private void Number(long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
            _bytes.Add((byte)(rest | 0x80));
        _bytes.Add((byte)rest);
    }

    private void Optional(int? value) => Number(value is { } known ? known + 1L : 0);

    private void Flag(bool? value) => Number(value switch { null => 0, false => 1, true => 2 });

    // NaN stands for "not known".
    private void Real(double? value)
    {
        var bits = BitConverter.GetBytes(value ?? double.NaN);
        _bytes.AddRange(bits);
    }

    // The scale is kept as it is: 0.50 and 0.5 print differently.
    private void Money(decimal value)
    {
        var bits = decimal.GetBits(value);
        Number(bits[3] & 0x7FFFFFFF);
        foreach (var part in bits.Take(3))
            Number((uint)part);
    }

    // A text that was written before is its number; 0 is null, and a number not yet used says that the text follows.
    private void Text(string? value)
    {
        if (value is null)
        {
            Number(0);
            return;
        }

        if (_texts.TryGetValue(value, out var known))
        {
            Number(known);
            return;
        }

        _texts.Add(value, _texts.Count + 1);
        Number(_texts.Count);
        var bytes = Encoding.UTF8.GetBytes(value);
        Number(bytes.Length);
        _bytes.AddRange(bytes);
    }
}
