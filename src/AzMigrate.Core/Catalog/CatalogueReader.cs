using System.Text;

namespace AzMigrate.Catalog;

/// <summary>Reads what <see cref="CatalogueWriter"/> wrote.</summary>
internal sealed class CatalogueReader
{
    private readonly byte[] _bytes;
    private readonly List<string> _texts = [];
    private int _next;

    private CatalogueReader(byte[] bytes) => _bytes = bytes;

    /// <summary>The content of bytes that are not compressed.</summary>
    /// <exception cref="InvalidDataException">They are of another format.</exception>
    public static CatalogueContent Read(byte[] bytes)
    {
        var reader = new CatalogueReader(bytes);
        if (reader._bytes[reader._next++] != CatalogueWriter.Format)
            throw new InvalidDataException("The catalogue is of a format that this version does not read.");
        var date = reader.Day();
        var regions = reader.List(reader.Region);
        var sizes = reader.List(reader.Size);
        return new CatalogueContent
        {
            Date = date,
            Regions = regions,
            VmSizes = sizes,
            VmPrices = reader.VmPrices(regions.Length),
            DiskTiers = reader.List(reader.Tier),
            DiskPrices = reader.List(reader.TierPrice),
            FlexibleDisks = reader.List(reader.FlexibleLimits),
            FlexibleDiskPrices = reader.List(reader.FlexiblePrices),
            DiskTypesNotOffered =
                reader.List(() => new DiskTypeNotOffered((ManagedDiskType)reader.Whole(), reader.Text())),
            DefenderPrices = reader.List(() => new DefenderPrice(reader.Text(), reader.Money())),
            Omissions = reader.List(() => new CatalogueGap(reader.Text(), reader.Whole(), reader.Text())),
        };
    }

    // Initializers run in the order written here, which is the order of the bytes.
    private AzureRegion Region() => new()
    {
        Name = Text(),
        DisplayName = Text(),
        Geography = Text(),
        PairedRegion = OptionalText(),
        Zones = Whole(),
    };

    private VmSize Size() => new()
    {
        Name = Text(),
        Family = Text(),
        Series = Text(),
        SeriesClass = Text(),
        Version = Whole(),
        VCpus = Whole(),
        ParentVCpus = Optional(),
        MemoryGiB = Real()!.Value,
        MaxDataDisks = Optional(),
        MaxNetworkAdapters = Optional(),
        UncachedIops = Optional(),
        UncachedMBps = Optional(),
        NetworkMbps = Optional(),
        PremiumStorage = Flag(),
        UltraDisks = Flag(),
        Generations = (VmGenerations)Whole(),
        Architecture = (CpuArchitecture)Whole(),
        AcceleratedNetworking = Flag(),
        TempDiskGiB = Real(),
        LocalNvmeGiB = Real(),
        Gpus = Real(),
        Confidential = Flag(),
        Retirement = OptionalDay(),
    };

    private VmPriceTable VmPrices(int regions)
    {
        var amounts = List(() =>
        {
            var basis = (PriceBasis)Whole();
            return new Price(Money(), basis);
        });
        var columns = new int[]?[VmPriceTable.Plans * regions];
        for (var i = 0; i < columns.Length; i++)
        {
            var length = Whole();
            if (length == 0)
                continue;
            var column = new int[length];
            for (var size = 0; size < column.Length; size++)
                column[size] = Whole();
            columns[i] = column;
        }

        return new VmPriceTable(amounts, columns, regions);
    }

    private DiskTier Tier() => new()
    {
        Type = (ManagedDiskType)Whole(),
        Name = Text(),
        MaxSizeGiB = Whole(),
        Iops = Whole(),
        MBps = Whole(),
    };

    private DiskTierPrice TierPrice()
    {
        var tier = Text();
        var region = Text();
        var basis = (PriceBasis)Whole();
        return new DiskTierPrice(tier, region, Money(), basis);
    }

    private FlexibleDiskLimits FlexibleLimits() => new()
    {
        Type = (ManagedDiskType)Whole(),
        MaxSizeGiB = Whole(),
        MaxIops = Whole(),
        MaxMBps = Whole(),
    };

    private FlexibleDiskComponentPrices FlexiblePrices() =>
        new((ManagedDiskType)Whole(), Text(), Money(), Money(), Money());

    private T[] List<T>(Func<T> read)
    {
        var items = new T[Whole()];
        for (var i = 0; i < items.Length; i++)
            items[i] = read();
        return items;
    }

    private uint Number()
    {
        uint value = _bytes[_next++];
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            uint part = _bytes[_next++];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private int Whole() => (int)Number();

    private int? Optional() => Whole() is > 0 and var value ? value - 1 : null;

    private bool? Flag() => Whole() switch { 0 => null, 1 => false, _ => true };

    private double? Real()
    {
        var value = BitConverter.ToDouble(_bytes, _next);
        _next += sizeof(double);
        return double.IsNaN(value) ? null : value;
    }

    private decimal Money()
    {
        var scale = (byte)(Number() >> 16);
        return new decimal(Whole(), Whole(), Whole(), isNegative: false, scale);
    }

    private DateTime Day() => new(Number() * TimeSpan.TicksPerDay, DateTimeKind.Utc);

    private DateTime? OptionalDay() => Day() is { Ticks: > 0 } day ? day : null;

    private string Text() => OptionalText() ?? throw new InvalidDataException("The catalogue lacks a name.");

    private string? OptionalText()
    {
        var number = Whole();
        if (number == 0)
            return null;
        if (number <= _texts.Count)
            return _texts[number - 1];
        var length = Whole();
        var text = Encoding.UTF8.GetString(_bytes, _next, length);
        _next += length;
        _texts.Add(text);
        return text;
    }
}
