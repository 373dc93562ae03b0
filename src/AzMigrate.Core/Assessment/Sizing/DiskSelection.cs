using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>Chooses the managed disk for each disk, for one settings object and region (rules D1 to D6).</summary>
internal sealed class DiskSelection
{
    private readonly TierList _hdd;
    private readonly TierList _standardSsd;
    private readonly TierList _premium;
    private readonly TierList _automatic;
    private readonly TierList _automaticWithHdd;
    private readonly FlexibleDisk _premiumV2;
    private readonly FlexibleDisk _ultra;
    private readonly StorageType _type;

    public DiskSelection(AssessmentSettings settings, Catalogue catalogue, string region)
    {
        _type = settings.EffectiveStorageType;
        _hdd = new TierList(catalogue, region, ManagedDiskType.StandardHdd);
        _standardSsd = new TierList(catalogue, region, ManagedDiskType.StandardSsd);
        _premium = new TierList(catalogue, region, ManagedDiskType.Premium);
        _automatic = new TierList(catalogue, region, ManagedDiskType.StandardSsd, ManagedDiskType.Premium);
        _automaticWithHdd = new TierList(
            catalogue, region, ManagedDiskType.StandardHdd, ManagedDiskType.StandardSsd, ManagedDiskType.Premium);
        _premiumV2 = new FlexibleDisk(catalogue, region, ManagedDiskType.PremiumV2);
        _ultra = new FlexibleDisk(catalogue, region, ManagedDiskType.Ultra);
    }

    /// <summary>The disk for a need.</summary>
    public DiskChoice Choose(DiskNeed need, bool isOSDisk, MachineEnvironment environment) => _type switch
    {
        // D4: without any data Automatic takes Standard SSD by capacity.
        StorageType.Automatic when need.HasNoData => _standardSsd.Choose(need),
        // D3: Standard HDD only for data disks of Dev/Test machines.
        StorageType.Automatic when environment == MachineEnvironment.DevTest && !isOSDisk =>
            _automaticWithHdd.Choose(need),
        StorageType.Automatic => _automatic.Choose(need),
        StorageType.StandardHdd => _hdd.Choose(need),
        StorageType.StandardSsd => _standardSsd.Choose(need),
        // D5: neither starts a machine.
        StorageType.PremiumV2 when !isOSDisk => _premiumV2.Choose(need),
        StorageType.Ultra when !isOSDisk => _ultra.Choose(need),
        _ => _premium.Choose(need),
    };
}
