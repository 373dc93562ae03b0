using System.Text.Json;
using AzMigrate.Azure;
using AzMigrate.Projects;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>What stands against a launch, as far as Azure tells without anything being made.</summary>
internal sealed class LaunchChecks
{
    private const long GiB = 1L << 30;
    private readonly AzureResources _resources;
    private readonly MachineLaunch _launch;
    private readonly LaunchNames _names;
    private readonly AzureTarget _target;
    private readonly List<MigrateProblem> _problems = [];

    public LaunchChecks(AzureConnection azure, MachineLaunch launch)
    {
        (_resources, _launch, _names) = (azure.Resources, launch, new LaunchNames(launch));
        _target = _names.Target;
    }

    public async Task<IReadOnlyList<MigrateProblem>> RunAsync(CancellationToken cancellation)
    {
        CheckName();
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
            Error("Azure.NameInvalid", $"'{name}' is no name of a Windows machine.", "Use 15 characters at most, not digits alone.");
        }
        if (_target.Zone is not null && _target.AvailabilitySetId is not null)
            Error("Azure.ZoneAndSet", "A machine is in a zone or in an availability set, not in both.", "Leave one of them out.");
        if (_target.TrustedLaunch && _target.Generation != 2)
            Error("Azure.TrustedLaunchNeedsGeneration2", "Trusted launch needs generation 2 (UEFI).", "Leave trusted launch out.");
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
                Error("Disk.TooLarge", FormattableString.Invariant($"Disk {disk.Name} has {size / GiB} GiB; at most {most / GiB} GiB fit."),
                    _names.IsUploaded ? "Make it smaller at the source, or split it." : "Copy it to a managed disk, in one pass with the source off.");
            }
            if (disk.IsOperatingSystemDisk && size > (_target.Generation == 2 ? 4095 : 2048) * GiB)
            {
                Error("Azure.SystemDiskTooLarge", FormattableString.Invariant($"The system disk {disk.Name} has {size / GiB} GiB; a machine ")
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
            Error("Azure.SystemDiskMissing", "A machine needs one disk that it boots from.", "Say which disk is the system's.");
    }

    private async Task<bool> CheckGroupAsync(CancellationToken cancellation)
    {
        var id = $"/subscriptions/{_target.SubscriptionId}/resourceGroups/{_target.ResourceGroup}";
        if (await _resources.GetAsync(id, ApiVersions.ResourceGroups, cancellation).ConfigureAwait(false) is not null)
            return true;
        Error("Azure.ResourceGroupMissing", $"There is no resource group {_target.ResourceGroup} in subscription {_target.SubscriptionId}.",
            "Make it, or name another.");
        return false;
    }

    /// <returns>True when the machine of this launch is there already.</returns>
    private async Task<bool> CheckCollisionsAsync(CancellationToken cancellation)
    {
        var owned = new OwnedResources(_resources, _names);
        var isMade = await IsOursAsync(owned, _names.MachineId, ApiVersions.Machines, cancellation).ConfigureAwait(false);
        await IsOursAsync(owned, _names.InterfaceId, ApiVersions.Networks, cancellation).ConfigureAwait(false);
        if (!_names.IsUploaded)
        {
            foreach (var disk in _launch.Settings.Disks)
                await IsOursAsync(owned, _names.DiskId(disk.Name), ApiVersions.Disks, cancellation).ConfigureAwait(false);
        }
        return isMade;
    }

    private async Task<bool> IsOursAsync(OwnedResources owned, string id, string apiVersion, CancellationToken cancellation)
    {
        try
        {
            return await owned.FindAsync(id, apiVersion, cancellation).ConfigureAwait(false) is not null;
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
        var at = id.IndexOf("/subnets/", StringComparison.OrdinalIgnoreCase);
        var network = at < 0 ? null
            : await _resources.GetAsync(id.Substring(0, at), ApiVersions.Networks, cancellation).ConfigureAwait(false);
        if (network is not JsonElement its || !its.Items("properties", "subnets")
            .Any(subnet => string.Equals(subnet.Text("id"), id, StringComparison.OrdinalIgnoreCase)))
        {
            Error("Azure.SubnetMissing", $"The subnet '{id}' is not there.",
                "Give a subnet's resource id: /subscriptions/…/virtualNetworks/…/subnets/….");
        }
        else if (!IsHere(its))
        {
            Error("Azure.SubnetElsewhere", $"The subnet's network is in {its.Text("location")}, the machine is to be in {_target.Location}.",
                "Choose a subnet of the machine's region.");
        }
    }

    private async Task CheckAccountAsync(CancellationToken cancellation)
    {
        if (_names.IsUploaded)
            return;
        var account = _target.StorageAccountId is not { Length: > 0 } id ? null
            : await _resources.GetAsync(id, ApiVersions.StorageAccounts, cancellation).ConfigureAwait(false);
        if (account is not JsonElement its)
        {
            Error("Azure.StorageAccountMissing", $"The storage account '{_target.StorageAccountId}' is not there.",
                "Give a storage account's resource id: /subscriptions/…/storageAccounts/….");
        }
        else if (!IsHere(its))
        {
            Error("Azure.StorageAccountElsewhere", $"The storage account is in {its.Text("location")}; disks are made in {_target.Location}.",
                "Use a storage account of the machine's region.");
        }
    }

    private async Task CheckSizeAsync(bool isMade, CancellationToken cancellation)
    {
        var name = _target.VMSize;
        var size = await SizeFacts.FindAsync(_resources, _target.SubscriptionId, _target.Location, name, cancellation).ConfigureAwait(false);
        if (size is null)
        {
            Error("Azure.SizeUnknown", $"There is no size {name} in {_target.Location}.", "Choose one that Get-MigrateVMSize lists for the region.");
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
            Error("Azure.ZoneRestricted", $"The subscription may not have {_target.VMSize} in zone {zone} of {_target.Location}.",
                size.Zones.Count == 0 ? "Leave the zone out, or choose another size." : $"Choose zone {string.Join(" or ", size.Zones)}, or another size.");
        }
    }

    private void CheckFit(SizeFacts size)
    {
        var name = _target.VMSize;
        var data = _launch.Settings.Disks.Count(disk => !disk.IsOperatingSystemDisk);
        if (data > size.MaxDataDisks)
            Error("Azure.TooManyDisks", $"{name} takes {size.MaxDataDisks} data disks; the machine has {data}.", "Choose a larger size.");
        if (!size.TakesPremium && _launch.Settings.Disks.Any(disk => ManagedDiskBody.SkuOf(disk).StartsWith("Premium", StringComparison.Ordinal)))
            Error("Azure.PremiumNotSupported", $"{name} takes no premium disks.", "Choose a size with an s in its name, or standard disks.");
        if (!size.TakesGeneration(_target.Generation))
        {
            Error("Azure.GenerationNotSupported", $"{name} takes no machines of generation {_target.Generation}.",
                _target.Generation == 1 ? "Choose a size that takes generation 1, or convert the source to UEFI." : "Choose a size that takes generation 2.");
        }
        if (_target.TrustedLaunch && !size.TakesTrustedLaunch)
            Error("Azure.TrustedLaunchNotSupported", $"{name} has no trusted launch.", "Leave trusted launch out, or choose another size.");
        if (!size.HasScsi)
        {
            Warning("Azure.NvmeOnly", $"{name} shows its disks by NVMe alone: a system without that driver at boot does not start.",
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
        var usages = _resources.ListAsync(
            $"/subscriptions/{_target.SubscriptionId}/providers/Microsoft.Compute/locations/{_target.Location}/usages",
            ApiVersions.Machines, null, cancellation);
        await foreach (var usage in usages.ConfigureAwait(false))
        {
            var name = usage.Text("name", "value") ?? "";
            var isTotal = name == "cores";
            if (!isTotal && !string.Equals(name, size.Family, StringComparison.OrdinalIgnoreCase))
                continue;
            var free = (usage.Find("limit")?.GetInt64() ?? 0) - (usage.Find("currentValue")?.GetInt64() ?? 0);
            if (free < size.VCpus)
            {
                Error("Azure.QuotaExceeded", FormattableString.Invariant($"{_target.VMSize} needs {size.VCpus} vCPUs; the quota ")
                    + FormattableString.Invariant($"'{usage.Text("name", "localizedValue") ?? name}' of {_target.Location} has {free} left."),
                    "Ask for a higher quota in the portal (Quotas), or choose another size or region.");
            }
        }
    }

    private bool IsHere(JsonElement resource) => Plain(resource.Text("location") ?? "") == Plain(_target.Location);

    // "West Europe" and westeurope are the same.
    private static string Plain(string location) => location.Replace(" ", "").ToLowerInvariant();

    private void Error(string code, string message, string remedy) => Add(ProblemSeverity.Error, code, message, remedy);

    private void Warning(string code, string message, string remedy) => Add(ProblemSeverity.Warning, code, message, remedy);

    private void Add(ProblemSeverity severity, string code, string message, string remedy) => _problems.Add(new MigrateProblem
    {
        Severity = severity, Code = code, Message = message, Remedy = remedy, Target = _names.Machine,
    });
}
