using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Migration.AzureMachines;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Engine;

namespace AzMigrate.Migration;

/// <summary>Plans replications, and starts them as planned. Planning changes nothing.</summary>
public sealed class ReplicationPlanner
{
    private readonly ReplicationPeers _sources;
    private readonly IMigrationPeers _targets;
    private readonly AzureDoor _door;

    /// <summary>Prepares planning.</summary>
    /// <param name="access">What is given from outside.</param>
    public ReplicationPlanner(ReplicationAccess access)
    {
        _door = new AzureDoor(access);
        (_sources, _targets) = (new ReplicationPeers(access, _door), new MigrationPeers(_door));
    }

    /// <summary>Asks the source and the target what a replication would be, and what stands against it.</summary>
    /// <exception cref="MigrateException">
    /// <c>Machine.NotFound</c>, <c>Replication.NoSource</c>, <c>Replication.TargetIncomplete</c>, and what the source
    /// and the target throw when they cannot be asked.
    /// </exception>
    public async Task<MigrateReplicationPlan> PlanAsync(
        ReplicationRequest request, CancellationToken cancellationToken = default)
    {
        var machine = RecordThatReads(request);
        var source = _sources.OpenSource(request.Project, machine.Id, request.Reading);
        SourceMachine there;
        await using (source.ConfigureAwait(false))
            there = await source.DescribeAsync(cancellationToken).ConfigureAwait(false);

        request = await WithAccountAsync(request, cancellationToken).ConfigureAwait(false);
        var problems = there.Problems.ToList();
        var settings = Settings(request, machine, there, problems);
        var disks = settings.Disks.Select(disk => Planned(disk, there.Disks.First(each => each.Key == disk.Key)))
            .ToList();
        problems.AddRange(there.Disks.Where(disk => disks.Exists(its => its.Key == disk.Key))
            .SelectMany(disk => disk.Problems));
        problems.AddRange(LimitsOf(settings, disks, machine.Name));
        problems.AddRange(NamesakesOf(settings, machine));
        if (problems.TrueForAll(problem => problem.Severity != ProblemSeverity.Error))
            problems.AddRange(await CheckTargetAsync(settings, disks, cancellationToken).ConfigureAwait(false));
        var bytes = disks.Sum(disk => disk.CapacityBytes);
        return new MigrateReplicationPlan
        {
            Project = request.Project,
            MachineId = machine.Id,
            Name = machine.Name,
            Settings = settings,
            Disks = disks,
            Resources = Resources(settings),
            Problems = problems,
            FirstCopyTime = request.EstimateBytesPerSecond > 0
                ? TimeSpan.FromSeconds(Math.Ceiling((double)bytes / request.EstimateBytesPerSecond)) : null,
        };
    }

    /// <summary>Starts a replication as planned; its first cycle is the next step.</summary>
    /// <exception cref="MigrateException">
    /// The plan's first error; <c>Replication.Exists</c>; <c>Project.Temporary</c>.
    /// </exception>
    public static MigrateReplication Start(MigrateReplicationPlan plan)
    {
        if (plan.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem)
            throw new MigrateException(problem.Code, problem.Message, problem.Remedy, plan.Name);

        // What is copied in one pass at the cutover has nothing to copy before.
        var state = plan.Settings.ReplicaKind == ReplicaKind.ManagedDisk ? ReplicationState.Ready
            : ReplicationState.Copying;
        return plan.Project.Replications.Add(
            plan.MachineId, plan.Name, plan.Settings,
            [.. plan.Disks.Select(disk => new ReplicatedDisk
            {
                Key = disk.Key, Name = disk.Name, CapacityBytes = disk.CapacityBytes,
            })],
            state);
    }

    private async Task<ReplicationRequest> WithAccountAsync(ReplicationRequest request, CancellationToken cancellation)
    {
        if (request is not { ReplicaKind: ReplicaKind.PageBlob, StorageAccountId: null, ResourceGroup: { } group,
                SubnetId: { } subnet, Location: { } location })
            return request;
        var azure = await _door.OpenAsync(cancellation).ConfigureAwait(false);
        var (id, endpoint) = await StorageAccounts.PickAsync(
            azure, ResourceIds.Subscription(request.SubscriptionId, subnet), group, location, cancellation)
            .ConfigureAwait(false);
        return request with { StorageAccountId = id, BlobEndpoint = request.BlobEndpoint ?? endpoint };
    }

    // Of a server that several sources describe, the one that reads its disks best.
    private static ProjectMachine RecordThatReads(ReplicationRequest request)
    {
        var machine = request.Project.Machines.Get(new MachineQuery { Id = [request.MachineId] }).FirstOrDefault()
            ?? throw new MigrateException(
                "Machine.NotFound", $"The project {request.Project.Name} has no machine '{request.MachineId}'.",
                "List the machines with Get-MigrateVM.", request.MachineId);
        if (machine.RecordIds.Count < 2)
            return machine;
        return request.Project.Machines.Get(new MachineQuery { Id = [.. machine.RecordIds], AllRecords = true })
            .OrderBy(record => record.SourceKind switch { SourceKind.VMware => 0, SourceKind.Linux => 1, _ => 2 })
            .First();
    }

    private static ReplicationSettings Settings(
        ReplicationRequest request, ProjectMachine machine, SourceMachine there, List<MigrateProblem> problems)
    {
        var vmName = request.VMName ?? DiskChoice.Name(machine.Name);
        var disks = DiskChoice.Of(request, machine, there.Disks, vmName, problems);
        if (disks.Count == 0)
            throw new MigrateException(
                "Replication.NoDisks", $"{machine.Name} has no disk that could be copied.",
                "Look at the machine's disks in its source, and at -ExcludeDisk.", machine.Name);
        return new ReplicationSettings
        {
            ReplicaKind = request.ReplicaKind,
            Folder = request.Folder,
            Azure = request.ResourceGroup is null ? null : Azure(request, machine, vmName),
            Disks = disks,
            ExcludedDisks = [.. there.Disks.Select(disk => disk.Key).Except(disks.Select(disk => disk.Key))],
            Reading = request.Reading,
            SyncInterval = request.SyncInterval,
            EnableRemoteDesktop = request.EnableRemoteDesktop,
            KeepVMwareTools = request.KeepVMwareTools,
        };
    }

    private static AzureTarget Azure(ReplicationRequest request, ProjectMachine machine, string vmName)
    {
        var subnet = request.SubnetId ?? throw Incomplete("a subnet", "-Subnet with the resource id of the subnet");
        var isBlob = request.ReplicaKind == ReplicaKind.PageBlob;
        var account = request.StorageAccountId;
        if (isBlob && account is null)
            throw Incomplete("a storage account", "-StorageAccount with the resource id of one in the region");
        return new AzureTarget
        {
            SubscriptionId = ResourceIds.Subscription(request.SubscriptionId, subnet),
            ResourceGroup = request.ResourceGroup!,
            Location = request.Location ?? throw Incomplete("a region", "-Location, such as westeurope"),
            StorageAccountId = isBlob ? account : null,
            BlobEndpoint = !isBlob ? null
                : request.BlobEndpoint ?? new Uri($"https://{ResourceIds.NameOf(account!)}.blob.core.windows.net/"),
            Container = request.Container ?? "azmigrate",
            VMName = vmName,
            VMSize = request.VMSize ?? request.Recommendation?.RecommendedSize
                ?? throw Incomplete(
                    "a size", "-VMSize, or a recommendation of Get-MigrateRecommendation by the pipeline"),
            SubnetId = subnet,
            Generation = machine.Firmware == Firmware.Uefi ? 2 : 1,
            TrustedLaunch = request.TrustedLaunch,
            IsWindows = IsWindows(machine),
            Zone = request.Zone,
            AvailabilitySetId = request.AvailabilitySetId,
            LicenseType = request.LicenseType,
            Tags = request.Tags,
        };
    }

    private static bool IsWindows(Machine machine)
    {
        var system = machine.OperatingSystem;
        return OperatingSystemTable.Embedded.Find(system.GuestName, system.Name, system.Version)?.Row.Kind
            is OperatingSystemKind.WindowsServer or OperatingSystemKind.WindowsClient
            || system.DisplayName?.IndexOf("Windows", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static PlannedDisk Planned(ReplicatedDiskSettings disk, SourceDisk there) => new(
        disk.Key, there.Name, disk.Name, there.CapacityBytes, disk.Sku, there.ReadBy, there.TellsChanges);

    private static IEnumerable<MigrateProblem> LimitsOf(
        ReplicationSettings settings, IReadOnlyList<PlannedDisk> disks, string machine)
    {
        const long TiB = 1L << 40;
        foreach (var disk in disks.Where(
            disk => settings.ReplicaKind == ReplicaKind.PageBlob && disk.CapacityBytes > 8 * TiB))
        {
            yield return new MigrateProblem
            {
                Severity = ProblemSeverity.Error,
                Code = "Replication.DiskTooLarge",
                Message = $"{disk.SourceName} is larger than a page blob can be (8 TiB).",
                Remedy = "Replicate it with -Upload: one pass at the cutover with the source off, without a test.",
                Target = machine,
            };
        }

        if (settings.Azure is not null && settings.Disks.Count(disk => disk.IsOperatingSystemDisk) != 1)
        {
            yield return new MigrateProblem
            {
                Severity = ProblemSeverity.Error,
                Code = "Replication.NoSystemDisk",
                Message = $"The disk that {machine} boots from is left out.",
                Remedy = "Take it out of -ExcludeDisk.",
                Target = machine,
            };
        }
    }

    // Azure has neither of the machines yet, so it cannot tell.
    private static IEnumerable<MigrateProblem> NamesakesOf(ReplicationSettings settings, ProjectMachine machine)
    {
        if (settings.Azure is not { } target || machine.Project.Replications.Get().FirstOrDefault(other =>
            other.MachineId != machine.Id && !other.IsOver
            && other.Settings.Azure is { } its && IsSame(its.VMName, target.VMName)
            && IsSame(its.ResourceGroup, target.ResourceGroup)
            && IsSame(its.SubscriptionId, target.SubscriptionId)) is not { } namesake)
            yield break;
        yield return new MigrateProblem
        {
            Severity = ProblemSeverity.Error,
            Code = "Replication.NameTaken",
            Message = $"{namesake.Name} ({namesake.MachineId}) is to become {target.VMName} in {target.ResourceGroup} too.",
            Remedy = "Give this one another name with -TargetName, or another resource group.",
            Target = machine.Name,
        };
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<MigrateProblem>> CheckTargetAsync(
        ReplicationSettings settings, IReadOnlyList<PlannedDisk> disks, CancellationToken cancellation)
    {
        var target = await _targets.OpenTargetAsync(settings, cancellation).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            return await target.CheckAsync(new MachineLaunch
            {
                ReplicationId = "",
                Purpose = LaunchPurpose.Cutover,
                Settings = settings,
                Disks = [.. disks.Select(disk => new ReplicaDisk("", disk.Key, disk.Name, disk.CapacityBytes))],
                SubnetId = settings.Azure?.SubnetId,
            }, cancellation).ConfigureAwait(false);
        }
    }

    private static List<string> Resources(ReplicationSettings settings)
    {
        var resources = new List<string>();
        foreach (var disk in settings.Disks)
        {
            resources.Add(settings.ReplicaKind switch
            {
                ReplicaKind.PageBlob => $"page blob {settings.Azure?.Container}/{disk.Name}.vhd",
                ReplicaKind.Folder => $"file {disk.Name}.vhd",
                _ => $"managed disk {disk.Name} ({disk.Sku}), by upload at the cutover",
            });
            if (settings.ReplicaKind == ReplicaKind.PageBlob)
                resources.Add($"managed disk {disk.Name} ({disk.Sku}), at the cutover");
        }

        if (settings.Azure is { } azure)
        {
            resources.Add($"network interface {azure.VMName}-nic, at the cutover");
            resources.Add($"virtual machine {azure.VMName} ({azure.VMSize}), at the cutover");
        }

        return resources;
    }

    private static MigrateException Incomplete(string what, string how) => new(
        "Replication.TargetIncomplete", $"The new machine needs {what}.", $"Give {how}.");
}
