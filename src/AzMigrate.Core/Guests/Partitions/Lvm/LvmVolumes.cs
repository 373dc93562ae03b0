using System.Text;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Partitions.Lvm;

/// <summary>Puts logical volumes together of physical ones: linear pieces; others are told and left out.</summary>
internal static class LvmVolumes
{
    private const int HeaderBytes = 512;
    private const int MaxMetadataBytes = 16 << 20;
    private const int MaxVolumes = 1024;
    private const int MaxSegments = 65_536;
    private const int SectorBytes = 512;
    private static readonly GuestRule Logical = new("G6", "Guest.LogicalVolume");

    public static IReadOnlyList<GuestVolume> Find(
        IReadOnlyList<GuestVolume> volumes, ICollection<GuestFinding> findings)
    {
        var physical = new Dictionary<string, GuestVolume>(StringComparer.Ordinal);
        var groups = new Dictionary<string, (string Name, LvmSection Text)>(StringComparer.Ordinal);
        foreach (var volume in volumes.Where(volume => volume.Kind is VolumeKind.LvmPhysical))
        {
            if (LvmLabel.Find(volume.Bytes) is not LvmLabel label)
                continue;
            physical[label.Id] = volume;
            if (label.MetadataOffset == 0)
                continue;
            var (name, text) = Metadata(volume.Bytes, label.MetadataOffset);
            var id = text.Text("id") ?? name;
            // Physical volumes that were away keep older texts.
            if (!groups.TryGetValue(id, out var known) || known.Text.Number("seqno") < text.Number("seqno"))
                groups[id] = (name, text);
        }
        var found = new List<GuestVolume>();
        foreach (var (group, text) in groups.Values)
        {
            foreach (var (name, section) in text.Section("logical_volumes")?.Sections ?? [])
            {
                if (found.Count == MaxVolumes)
                    return found;
                try
                {
                    found.Add(Volume(group, name, text, section, physical));
                }
                catch (MigrateException unreadable) when (unreadable.Code == "Guest.Unsupported")
                {
                    findings.Add(Logical.Warning(unreadable.Message, unreadable.Remedy ?? ""));
                }
            }
        }
        return found;
    }

    private static (string Group, LvmSection Text) Metadata(GuestBytes volume, long offset)
    {
        var header = volume.Block(offset, HeaderBytes);
        if (!header.Has(4, " LVM2 x[5A%r0N*>"u8))
            throw header.Damaged(4, "LVM's metadata have no signature");
        var (areaBytes, textOffset, textBytes) = (header.U64(32), header.U64(40), header.U64(48));
        if (areaBytes > long.MaxValue / 2 || textOffset < HeaderBytes || textOffset >= areaBytes
            || textBytes > MaxMetadataBytes
            || textBytes > areaBytes - HeaderBytes)
            throw header.Damaged(40, "LVM's metadata are said to be beyond their area");
        // The area is a ring: a text goes on behind the header.
        var first = (int)Math.Min(textBytes, areaBytes - textOffset);
        var bytes = new byte[textBytes];
        volume.Read(offset + (long)textOffset, bytes.AsSpan(0, first));
        volume.Read(offset + HeaderBytes, bytes.AsSpan(first));
        return LvmText.Parse(
            Encoding.UTF8.GetString(bytes))?.Sections.FirstOrDefault() is (string group, LvmSection text)
            ? (group, text)
            : throw header.Damaged(40, "LVM's metadata cannot be understood");
    }

    private static GuestVolume Volume(
        string group, string name, LvmSection text, LvmSection section, Dictionary<string, GuestVolume> physical)
    {
        var place = $"logical volume {GuestErrors.Shown(group)}/{GuestErrors.Shown(name)}";
        if (text.Number("extent_size") is not (> 0 and < 1L << 31 and long extentSectors))
            throw GuestErrors.Damaged(place, 0, "its extents have no size");
        var extentBytes = extentSectors * SectorBytes;
        var runs = new List<MappedRun>();
        int? disk = null;
        long length = 0;
        foreach (var (segmentName, segment) in section.Sections.Where(
            s => s.Name.StartsWith("segment", StringComparison.Ordinal)))
        {
            if (segment.Text("type") is not "striped" || segment.Number("stripe_count") is not 1)
                throw GuestErrors.Unsupported(
                    place, $"is of the type '{GuestErrors.Shown(segment.Text("type") ?? "")}' and cannot be read offline; linear ones can");
            var (start, count) = (Extents(segment.Number("start_extent")), Extents(segment.Number("extent_count")));
            if (segment.List("stripes") is not [string pvName, long pvExtent] || runs.Count == MaxSegments)
                throw GuestErrors.Damaged(place, 0, $"{GuestErrors.Shown(segmentName)} has no place");
            var pv = text.Section("physical_volumes")?.Section(pvName);
            if (!physical.TryGetValue(pv?.Text("id")?.Replace("-", "") ?? "", out var volume))
                throw GuestErrors.Unsupported(place, "has a part on a disk that is not here");
            disk ??= volume.Disk;
            var from = Math.Min(pv!.Number("pe_start") ?? 0, 1L << 40) * SectorBytes + Extents(pvExtent) * extentBytes;
            runs.Add(new MappedRun(start * extentBytes, count * extentBytes, volume.Bytes, from));
            length = Math.Max(length, (start + count) * extentBytes);
        }
        var bytes = new MappedBytes(place, length, runs);
        return new GuestVolume
        {
            Bytes = bytes, Kind = VolumeSignature.Of(bytes), Disk = disk ?? 0, Logical = (group, name),
        };

        long Extents(long? value) => value is >= 0 and < 1L << 32 && value < long.MaxValue / 4 / extentBytes
            ? value.Value : throw GuestErrors.Damaged(place, 0, "an extent's number is out of range");
    }
}
