using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>Whether a server is a virtual machine, by the maker and model that its firmware shows.</summary>
internal static class Platform
{
    private static readonly (string Maker, string Model, string Hypervisor)[] Known =
    [
        ("VMware", "", "VMware"),
        ("Microsoft Corporation", "Virtual Machine", "Hyper-V"),
        ("Xen", "", "Xen"),
        ("QEMU", "", "KVM"),
        ("Red Hat", "KVM", "KVM"),
        ("Red Hat", "RHEV", "KVM"),
        ("oVirt", "", "KVM"),
        ("OpenStack", "", "KVM"),
        ("Nutanix", "AHV", "AHV"),
        ("innotek", "VirtualBox", "VirtualBox"),
        ("Oracle Corporation", "VirtualBox", "VirtualBox"),
        ("Parallels", "", "Parallels"),
        ("Amazon EC2", "", "Amazon Nitro"),
        ("Google", "Google Compute Engine", "Google Compute Engine"),
        ("Alibaba Cloud", "", "Alibaba Cloud"),
    ];

    public static (MachineKind Kind, string? Hypervisor) Of(string? maker, string? model)
    {
        if (string.IsNullOrWhiteSpace(maker))
            return (MachineKind.Unknown, null);
        // A metal instance of a cloud says so in its model.
        if (model?.EndsWith(".metal", StringComparison.OrdinalIgnoreCase) == true)
            return (MachineKind.Physical, null);
        var found = Known.FirstOrDefault(known => maker!.StartsWith(known.Maker, StringComparison.OrdinalIgnoreCase)
            && (known.Model.Length == 0 || model?.IndexOf(known.Model, StringComparison.OrdinalIgnoreCase) >= 0));
        return found.Hypervisor is null ? (MachineKind.Physical, null) : (MachineKind.Virtual, found.Hypervisor);
    }
}
