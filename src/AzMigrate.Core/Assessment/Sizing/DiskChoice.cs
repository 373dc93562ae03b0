using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>The managed disk chosen for one disk.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Sku">Azure's SKU as in its exports.</param>
/// <param name="SizeGiB">Size in GiB.</param>
/// <param name="Iops">IOPS to provision; null for fixed tiers.</param>
/// <param name="MBps">MB/s to provision; null for fixed tiers.</param>
/// <param name="UsdPerMonth">Price in USD a month, not rounded.</param>
/// <param name="IsEstimated">True when the price is estimated (rules C4, C5).</param>
internal sealed record DiskPick(
    ManagedDiskType Type, string Sku, int SizeGiB, int? Iops, int? MBps, decimal UsdPerMonth, bool IsEstimated);

/// <summary>A disk choice: a pick, or the issue that left none (rule D6).</summary>
internal readonly record struct DiskChoice(DiskPick? Pick, string? Issue, string? Message)
{
    public static DiskChoice Of(DiskPick pick) => new(pick, null, null);

    public static DiskChoice None(string issue, string message) => new(null, issue, message);
}
