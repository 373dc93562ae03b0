using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>
/// Finds the machine of another tab's row by the strongest key that both tabs have: VM ID with VI SDK UUID (two
/// vCenters in one file repeat VM IDs), VM UUID, VM ID alone, name.
/// </summary>
internal sealed class MachineIndex
{
    private static readonly VirtualMachineRow Ambiguous = new() { Row = 0, IsLeftOut = true };

    private readonly Dictionary<string, VirtualMachineRow> _byVCenterAndId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VirtualMachineRow> _byUuid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VirtualMachineRow> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VirtualMachineRow> _byName = new(StringComparer.Ordinal);

    public void Add(VirtualMachineRow machine, FieldReader row)
    {
        var id = row.Text(SheetLayout.VmId);
        if (id is not null && row.Text(SheetLayout.SdkUuid) is string vCenter)
            Add(_byVCenterAndId, Key(vCenter, id), machine);
        if (id is not null)
            Add(_byId, id, machine);
        if (row.Text(SheetLayout.VmUuid) is string uuid)
            Add(_byUuid, uuid.ToLowerInvariant(), machine);
        if (row.Text(SheetLayout.VM) is string name)
            Add(_byName, name, machine);
    }

    /// <summary>The row's machine; null when there is none or when several fit.</summary>
    public VirtualMachineRow? Find(FieldReader row, out bool severalFit)
    {
        severalFit = false;
        var id = row.Text(SheetLayout.VmId);
        VirtualMachineRow? found;
        if (id is not null && _byVCenterAndId.Count > 0 && row.Text(SheetLayout.SdkUuid) is string vCenter)
            found = Get(_byVCenterAndId, Key(vCenter, id));
        else if (_byUuid.Count > 0 && row.Text(SheetLayout.VmUuid) is string uuid)
            found = Get(_byUuid, uuid.ToLowerInvariant());
        else if (id is not null && _byId.Count > 0)
            found = Get(_byId, id);
        else
            found = row.Text(SheetLayout.VM) is string name ? Get(_byName, name) : null;
        severalFit = ReferenceEquals(found, Ambiguous);
        return severalFit ? null : found;
    }

    public void Clear()
    {
        _byVCenterAndId.Clear();
        _byUuid.Clear();
        _byId.Clear();
        _byName.Clear();
    }

    private static string Key(string vCenter, string id) => vCenter.ToLowerInvariant() + "/" + id;

    private static void Add(Dictionary<string, VirtualMachineRow> index, string key, VirtualMachineRow machine) =>
        index[key] = index.ContainsKey(key) ? Ambiguous : machine;

    private static VirtualMachineRow? Get(Dictionary<string, VirtualMachineRow> index, string key) =>
        index.TryGetValue(key, out var machine) ? machine : null;
}
