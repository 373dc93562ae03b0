using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Models;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>What stands against a launch, as far as Azure tells without anything being made.</summary>
internal sealed class LaunchChecks
{
    private const long GiB = 1L << 30;
    private const string SubnetType = "Microsoft.Network/virtualNetworks/subnets";
    private const string AccountType = "Microsoft.Storage/storageAccounts";
    private readonly AzureConnection _azure;
    private readonly MachineLaunch _launch;
    private readonly LaunchNames _names;
    private readonly AzureTarget _target;
    private readonly List<MigrateProblem> _problems = [];

    public LaunchChecks(AzureConnection azure, MachineLaunch launch)
    {
        (_azure, _launch, _names) = (azure, launch, new LaunchNames(launch));
        _target = _names.Target;
    }

    public async Task<IReadOnlyList<MigrateProblem>> RunAsync(CancellationToken cancellation)
    {
        CheckName();
        _problems.AddRange(TagChecks.Of(_target.Tags, _names.Machine));
        CheckDisks();
        if (await CheckGroupAsync(cancellation).ConfigureAwait(false))
        {
            var isMade = await CheckCollisionsAsync(cancellation).ConfigureAwait(false);
            await CheckSubnetAsync(cancellation).ConfigureAwait(false);
            await CheckAccountAsync(cancellation).ConfigureAwait(false);
            await CheckSizeAsync(isMade, cancellation).ConfigureAwait(false);
        }
        return _problems;
    }

    private void CheckName()
    {
        var name = _target.VMName;
        const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
        if (name.Length == 0 || _names.Machine.Length > 64 || name.Any(letter => Letters.IndexOf(letter) < 0)
            || name[0] is '_' or '.' or '-' || name[name.Length - 1] is '.' or '-')
        {
            Error("Azure.NameInvalid", $"'{_names.Machine}' is no name of a VM.",
                "Use 1 to 64 letters, digits, hyphens, dots and underscores; begin with a letter or digit, end without dot and hyphen.");
        }
        else if (_target.IsWindows && (name.Length > 15 || name.All(char.IsDigit)))
        {
            Error("Azure.NameInvalid", $"'{name}' is no name of a Windows machine.",
                "Use 15 characters at most, not digits alone.");
        }
        if (_target.Zone is not null && _target.AvailabilitySetId is not null)
            Error("Azure.ZoneAndSet", "A machine is in a zone or in an availability set, not in both.",
                "Leave one of them out.");
        if (_target.TrustedLaunch && _target.Generation != 2)
            Error("Azure.TrustedLaunchNeedsGeneration2", "Trusted launch needs generation 2 (UEFI).",
                "Leave trusted launch out.");
        if (_target.LicenseType is string license
            && license.StartsWith("Windows", StringComparison.Ordinal) != _target.IsWindows)
        {
            Error("Azure.LicenceOfAnotherSystem",
                $"The licence {license} is not for {(_target.IsWindows ? "Windows" : "Linux")}, which the inventory says.",
                "Leave -LicenseType out, or give one of the machine's system; each machine with its own.");
        }
        if (_names.IsUploaded && _launch.Purpose == LaunchPurpose.Test)
        {
            Error("Azure.TestNotSupported", "Disks that are uploaded in one pass cannot be tried in a test.",
                "Copy to page blobs, or cut over and undo.");
        }
    }

    private void CheckDisks()
    {
        var most = _names.IsUploaded ? UploadDiskStore.MaxCapacityBytes : PageBlobStore.MaxCapacityBytes;
        foreach (var disk in _launch.Settings.Disks)
        {
            var size = _launch.Disks.FirstOrDefault(its => its.Key == disk.Key)?.CapacityBytes ?? 0;
            if (size > most)
            {
                Error("Disk.TooLarge",
                    FormattableString.Invariant(
                        $"Disk {disk.Name} has {size / GiB} GiB; at most {most / GiB} GiB fit."),
                    _names.IsUploaded ? "Make it smaller at the source, or split it."
                        : "Copy it to a managed disk, in one pass with the source off.");
            }
            if (disk.IsOperatingSystemDisk && size > (_target.Generation == 2 ? 4095 : 2048) * GiB)
            {
                Error("Azure.SystemDiskTooLarge",
                    FormattableString.Invariant($"The system disk {disk.Name} has {size / GiB} GiB; a machine ")
                    + FormattableString.Invariant($"of generation {_target.Generation} boots from {(_target.Generation == 2 ? 4095 : 2048)} GiB at most."),
                    "Make it smaller at the source.");
            }
            if (!ManagedDiskBody.IsUploadable(disk.Sku))
            {
                Warning("Azure.SkuNotUploadable", $"{disk.Sku} takes no upload: disk {disk.Name} becomes Premium_LRS.",
                    "Change the disk's SKU in Azure after the cutover, by a snapshot or with the machine stopped.");
            }
        }
        if (_launch.Settings.Disks.Count(disk => disk.IsOperatingSystemDisk) != 1)
            Error("Azure.SystemDiskMissing", "A machine needs one disk that it boots from.",
                "Say which disk is the system's.");
    }

    private async Task<bool> CheckGroupAsync(CancellationToken cancellation)
    {
        var groups = _azure.Subscription(_target.SubscriptionId).GetResourceGroups();
        var isThere = await AzureConnection.RunAsync($"resourceGroups/{_target.ResourceGroup}", async () =>
            (await groups.ExistsAsync(_target.ResourceGroup, cancellation).ConfigureAwait(false)).Value, cancellation)
            .ConfigureAwait(false);
        if (isThere)
            return true;
        Error("Azure.ResourceGroupMissing",
            $"There is no resource group {_target.ResourceGroup} in subscription {_target.SubscriptionId}.",
            "Make it, or name another.");
        return false;
    }

    /// <returns>True when the machine of this launch is there already.</returns>
    private async Task<bool> CheckCollisionsAsync(CancellationToken cancellation)
    {
        var owned = new OwnedResources(_names);
        var isMade = await IsOursAsync(owned, _azure.Machine(_names.MachineId), cancellation).ConfigureAwait(false);
        await IsOursAsync(owned, _azure.Untyped(_names.InterfaceId), cancellation).ConfigureAwait(false);
        if (!_names.IsUploaded)
        {
            foreach (var disk in _launch.Settings.Disks)
                await IsOursAsync(owned, _azure.Disk(_names.DiskId(disk.Name)), cancellation).ConfigureAwait(false);
        }
        return isMade;
    }

    private async Task<bool> IsOursAsync<TData>(
        OwnedResources owned, AzureResource<TData> resource, CancellationToken cancellation)
        where TData : TrackedResourceData
    {
        try
        {
            return await owned.FindAsync(resource, cancellation).ConfigureAwait(false) is not null;
        }
        catch (MigrateException taken) when (taken.Code == "Azure.NameTaken")
        {
            Error(taken.Code, taken.Message, taken.Remedy!);
            return false;
        }
    }

    private async Task CheckSubnetAsync(CancellationToken cancellation)
    {
        var id = _launch.SubnetId ?? "";
        var network = IdOf(id, SubnetType)?.Parent is { } parent
            ? await _azure.Untyped(parent).FindAsync(cancellation).ConfigureAwait(false) : null;
        if (network is null || !UntypedResource.Properties(network).Items("subnets")
            .Any(subnet => string.Equals(subnet.Text("id"), id, StringComparison.OrdinalIgnoreCase)))
        {
            Error("Azure.SubnetMissing", $"The subnet '{id}' is not there.",
                "Give a subnet's resource id: /subscriptions/…/virtualNetworks/…/subnets/….");
        }
        else if (!IsHere(network))
        {
            Error("Azure.SubnetElsewhere",
                $"The subnet's network is in {network.Location}, the machine is to be in {_target.Location}.",
                "Choose a subnet of the machine's region.");
        }
    }

    private async Task CheckAccountAsync(CancellationToken cancellation)
    {
        if (_names.IsUploaded)
            return;
        var account = IdOf(_target.StorageAccountId, AccountType) is { } id
            ? await _azure.Untyped(id).FindAsync(cancellation).ConfigureAwait(false) : null;
        if (account is null)
        {
            Error("Azure.StorageAccountMissing", $"The storage account '{_target.StorageAccountId}' is not there.",
                "Give a storage account's resource id: /subscriptions/…/storageAccounts/….");
        }
        else if (!IsHere(account))
        {
            Error("Azure.StorageAccountElsewhere",
                $"The storage account is in {account.Location}; disks are made in {_target.Location}.",
                "Use a storage account of the machine's region.");
        }
    }

    private async Task CheckSizeAsync(bool isMade, CancellationToken cancellation)
    {
        var name = _target.VMSize;
        var size = await SizeFacts.FindAsync(_azure, _target.SubscriptionId, _target.Location, name, cancellation)
            .ConfigureAwait(false);
        if (size is null)
        {
            Error("Azure.SizeUnknown", $"There is no size {name} in {_target.Location}.",
                "Choose one that Get-MigrateVMSize lists for the region.");
            return;
        }
        CheckAvailability(size);
        CheckFit(size);
        if (!isMade)
            await CheckQuotaAsync(size, cancellation).ConfigureAwait(false);
    }

    private void CheckAvailability(SizeFacts size)
    {
        if (size.IsRestricted)
        {
            Error("Azure.SizeRestricted", $"The subscription may not have {_target.VMSize} in {_target.Location}.",
                "Choose another size or region, or ask Azure's support for access.");
        }
        else if (_target.Zone is string zone && !size.Zones.Contains(zone))
        {
            Error("Azure.ZoneRestricted",
                $"The subscription may not have {_target.VMSize} in zone {zone} of {_target.Location}.",
                size.Zones.Count == 0 ? "Leave the zone out, or choose another size."
                    : $"Choose zone {string.Join(" or ", size.Zones)}, or another size.");
        }
    }

    private void CheckFit(SizeFacts size)
    {
        var name = _target.VMSize;
        var data = _launch.Settings.Disks.Count(disk => !disk.IsOperatingSystemDisk);
        if (data > size.MaxDataDisks)
            Error("Azure.TooManyDisks", $"{name} takes {size.MaxDataDisks} data disks; the machine has {data}.",
                "Choose a larger size.");
        if (!size.TakesPremium
            && _launch.Settings.Disks.Any(
                disk => ManagedDiskBody.SkuOf(disk).StartsWith("Premium", StringComparison.Ordinal)))
            Error("Azure.PremiumNotSupported", $"{name} takes no premium disks.",
                "Choose a size with an s in its name, or standard disks.");
        if (!size.TakesGeneration(_target.Generation))
        {
            Error("Azure.GenerationNotSupported", $"{name} takes no machines of generation {_target.Generation}.",
                _target.Generation == 1 ? "Choose a size that takes generation 1, or convert the source to UEFI."
                    : "Choose a size that takes generation 2.");
        }
        if (_target.TrustedLaunch && !size.TakesTrustedLaunch)
            Error("Azure.TrustedLaunchNotSupported", $"{name} has no trusted launch.",
                "Leave trusted launch out, or choose another size.");
        if (size.IsArm)
            Error("Azure.ArchitectureNotSupported", $"{name} has Arm processors, and the machine's programs are for x64.",
                "Choose a size without p in its name.");
        if (!size.HasScsi && !_target.IsNvmeOnly)
        {
            Error("Azure.NvmeOnly", $"{name} shows its disks by NVMe alone, which is not known of it here.",
                "Choose a size that Get-MigrateVMSize lists.");
        }
        else if (!size.HasScsi)
        {
            Warning("Azure.NvmeOnly",
                $"{name} shows its disks by NVMe alone: a system without that driver at boot does not start.",
                "Choose a size of version 5, or see that the guest boots from NVMe.");
        }
        if (size.HasTemporaryDisk && _target.IsWindows)
        {
            Warning("Azure.TemporaryDisk", $"{name} has a temporary disk, which takes the letter D: in Windows.",
                "If the source uses D:, choose a size without it (without d in its name), or move what is on D: first.");
        }
    }

    private async Task CheckQuotaAsync(SizeFacts size, CancellationToken cancellation)
    {
        var usages = new List<ComputeUsage>();
        await AzureConnection.RunAsync($"{_target.Location}/usages", async () =>
        {
            var all = _azure.Subscription(_target.SubscriptionId).GetUsagesAsync(_target.Location, cancellation);
            await foreach (var usage in all.ConfigureAwait(false))
                usages.Add(usage);
        }, cancellation).ConfigureAwait(false);
        foreach (var usage in usages)
        {
            var name = usage.Name.Value;
            if (name != "cores" && !string.Equals(name, size.Family, StringComparison.OrdinalIgnoreCase))
                continue;
            var free = usage.Limit - usage.CurrentValue;
            if (free < size.VCpus)
            {
                Error("Azure.QuotaExceeded",
                    FormattableString.Invariant($"{_target.VMSize} needs {size.VCpus} vCPUs; the quota ")
                    + FormattableString.Invariant($"'{usage.Name.LocalizedValue ?? name}' of {_target.Location} has ")
                    + FormattableString.Invariant($"{free} left."),
                    "Ask for a higher quota in the portal (Quotas), or choose another size or region.");
            }
        }
    }

    // Kinds of other types have other versions, which nobody has asked for here.
    private static ResourceIdentifier? IdOf(string? text, ResourceType type) =>
        ResourceIdentifier.TryParse(text, out var id) && id!.ResourceType == type ? id : null;

    // "West Europe" and westeurope are the same.
    private bool IsHere(TrackedResourceData resource) => resource.Location == new AzureLocation(_target.Location);

    private void Error(string code, string message, string remedy) => Add(ProblemSeverity.Error, code, message, remedy);

    private void Warning(string code, string message, string remedy) =>
        Add(ProblemSeverity.Warning, code, message, remedy);

    private void Add(ProblemSeverity severity, string code, string message, string remedy) =>
        _problems.Add(new MigrateProblem
    {
        Severity = severity, Code = code, Message = message, Remedy = remedy, Target = _names.Machine,
    });
}
