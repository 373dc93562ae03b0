using System.Collections;
using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>Starts copying machines' disks to Azure, or to a folder as a rehearsal, and makes the first copy.</summary>
/// <remarks>
/// Recommendations bring their sizes, disks and region. The disks are copied while the machine runs, through a snapshot
/// that is removed afterwards; Sync-MigrateReplication then copies what changed. Stopped anywhere (Ctrl-C, a kill, an
/// outage), Sync-MigrateReplication goes on where it was. -WhatIf asks the source and Azure, changes nothing, and gives
/// the whole plan: disks, resources, sizes, time at -EstimateMBps, and what stands against it. A project that is
/// temporary is refused: a replication outlives its session.
/// </remarks>
/// <example>
/// <code>
/// Start-MigrateReplication -VMName web02 -Disk ./disk.img -Folder ./rehearsal -WhatIf
/// </code>
/// <para>Shows what a rehearsal of a machine would copy; the disk is an image file here.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateVM web02 | Start-MigrateReplication -Disk ./disk.img -Folder ./rehearsal -SyncInterval 00:15:00
/// </code>
/// <para>Copies an exported disk to a fixed VHD in a folder, and has changes copied every 15 minutes from then
/// on.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateRecommendation -Group all -Name web03 |
///     Start-MigrateReplication -Disk ./disk.img -Folder ./rehearsal -EstimateMBps 50 -WhatIf
/// </code>
/// <para>A recommendation starts its own replication; with -ResourceGroup, -Subnet and -StorageAccount to Azure.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "MigrateReplication", SupportsShouldProcess = true, DefaultParameterSetName = "Id")]
[OutputType(typeof(MigrateReplication), typeof(MigrateReplicationPlan))]
public sealed class StartMigrateReplicationCommand : AzureSignInCommand
{
    private const double MB = 1_000_000;
    private readonly List<(MigrateProject Project, string Id, MigrateRecommendation? Recommendation)> _asked = [];
    private BandwidthSchedule? _bandwidth;

    /// <summary>Rows of Get-MigrateRecommendation.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Recommendation")]
    [ValidateNotNull]
    public MigrateRecommendation[] Recommendation { get; set; } = [];

    /// <summary>Machines from Get-MigrateVM.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public ProjectMachine[] InputObject { get; set; } = [];

    /// <summary>Identities, as in the property Id of a machine.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Id")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "VMName")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] VMName { get; set; } = [];

    /// <summary>Copies to fixed VHDs in this folder: a rehearsal without Azure.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Folder { get; set; }

    /// <summary>Resource group of the new machine; it has to be there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <summary>Subscription's id; that of the subnet when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SubscriptionId { get; set; }

    /// <summary>Resource id of the subnet for the cutover.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Subnet { get; set; }

    /// <summary>
    /// Resource id of the storage account that holds the copies, in the region of the new machine; the only one of the
    /// resource group there when left out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StorageAccount { get; set; }

    /// <summary>The storage account's blob endpoint, where it is not https://NAME.blob.core.windows.net/.</summary>
    [Parameter]
    public Uri? BlobEndpoint { get; set; }

    /// <summary>Container of the copies; azmigrate when left out. It is made when it is missing.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Container { get; set; }

    /// <summary>
    /// Uploads managed disks in one pass at the cutover, with the source off: no changes, no test. For disks above 8
    /// TiB.
    /// </summary>
    [Parameter]
    public SwitchParameter Upload { get; set; }

    /// <summary>Region of the new machine; that of the recommendation when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Location { get; set; }

    /// <summary>Name of the new machine, for one machine only; its own when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TargetName { get; set; }

    /// <summary>Size of the new machines; the recommended one when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VmSizeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? VMSize { get; set; }

    /// <summary>SKU of all disks; those recommended when left out.</summary>
    [Parameter]
    [ValidateSet("Standard_LRS", "StandardSSD_LRS", "StandardSSD_ZRS", "Premium_LRS", "Premium_ZRS")]
    public string? DiskSku { get; set; }

    /// <summary>Availability zone.</summary>
    [Parameter]
    [ValidateSet("1", "2", "3")]
    public string? Zone { get; set; }

    /// <summary>Resource id of an availability set.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AvailabilitySet { get; set; }

    /// <summary>Licence that is brought along.</summary>
    [Parameter]
    [ValidateSet("Windows_Server", "Windows_Client", "RHEL_BYOS", "SLES_BYOS")]
    public string? LicenseType { get; set; }

    /// <summary>Secure boot and a TPM for machines of generation 2.</summary>
    [Parameter]
    public SwitchParameter TrustedLaunch { get; set; }

    /// <summary>Keys or names of disks that are left out, such as 2001 or 'Hard disk 2'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeDisk { get; set; } = [];

    /// <summary>
    /// Where the bytes are read, for one machine only: image files (raw, VHD, VHDX, VMDK) or nbd addresses in the order
    /// of its disks; its own source when left out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Disk { get; set; } = [];

    /// <summary>Folder of VMware's Virtual Disk Development Kit, to read disks of running machines.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VddkFolder { get; set; }

    /// <summary>Lets the guest flush its file systems before each snapshot; needs its tools.</summary>
    [Parameter]
    public SwitchParameter Quiesce { get; set; }

    /// <summary>Allows remote desktop on the new machine's disk, where Windows refuses it: it opens a way in.</summary>
    [Parameter]
    public SwitchParameter EnableRemoteDesktop { get; set; }

    /// <summary>Leaves VMware Tools as they are on the new machine's disk.</summary>
    [Parameter]
    public SwitchParameter KeepVMwareTools { get; set; }

    /// <summary>
    /// Least time between two cycles, from 5 minutes on; an hour or half of the last cycle when left out.
    /// </summary>
    [Parameter]
    public TimeSpan? SyncInterval { get; set; }

    /// <summary>Tags of all that is made in Azure.</summary>
    [Parameter]
    public Hashtable? Tag { get; set; }

    /// <summary>The most that is sent, all disks together, in MB/s (10^6 bytes); no limit when left out.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double? BandwidthMBps { get; set; }

    /// <summary>Times with another rate, as of Sync-MigrateReplication: 'Mon-Fri 08:00-18:00=20'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] BandwidthWindow { get; set; } = [];

    /// <summary>Rate at which the plan's time is estimated, in MB/s; -BandwidthMBps when left out.</summary>
    [Parameter]
    [ValidateRange(0.001, 1_000_000.0)]
    public double? EstimateMBps { get; set; }

    /// <summary>Only notes the replication; Sync-MigrateReplication makes the first copy.</summary>
    [Parameter]
    public SwitchParameter Queue { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        // Before anything is noted.
        _bandwidth = Schedule(BandwidthMBps, BandwidthWindow);
        if (SyncInterval < TimeSpan.FromMinutes(5))
            throw new MigrateException(
                "Replication.IntervalTooShort", $"-SyncInterval is {SyncInterval}; the shortest is 5 minutes.",
                "Give 00:05:00 or more.", SyncInterval);
        if (Folder is not null && Upload)
            throw new MigrateException(
                "Replication.TargetsSeveral", "-Folder and -Upload are two targets.",
                "Give -Folder for a rehearsal, or -Upload for managed disks.");
        if (Folder is null && ResourceGroup is null)
            throw new MigrateException(
                "Replication.TargetMissing", "Nothing says where the copies go.",
                "Give -ResourceGroup and -Subnet for Azure, or -Folder for a rehearsal.");
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case "Recommendation":
                _asked.AddRange(Recommendation.Select(row => (row.Project, row.Id, (MigrateRecommendation?)row)));
                break;
            case "InputObject":
                _asked.AddRange(InputObject
                    .Select(machine => (machine.Project, machine.Id, (MigrateRecommendation?)null)));
                break;
            case "Id":
                _asked.AddRange(Id.Select(id => (RequireProject(), id, (MigrateRecommendation?)null)));
                break;
            default:
                _asked.AddRange(FindMachines(VMName)
                    .Select(machine => (machine.Project, machine.Id, (MigrateRecommendation?)null)));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_asked.Count > 1 && (Disk.Length > 0 || TargetName is not null))
            throw new MigrateException(
                "Replication.OneMachineOnly",
                $"-Disk and -TargetName are of one machine, and {_asked.Count} were given.",
                "Start each machine with a command of its own.");
        var started = new List<MigrateReplication>();
        foreach (var (project, id, recommendation) in _asked)
            Try(() => started.AddRange(Start(project, id, recommendation)));
        if (started.Count == 0)
            return;
        if (Queue || Upload)
        {
            WriteAll(started);
            return;
        }

        var run = new MigrationRun(AccessFor(started, _bandwidth)).Replication;
        var progress = Progress;
        Await(token => run.SyncAllAsync(started, WriteOutcome, progress, token));
    }

    private IEnumerable<MigrateReplication> Start(
        MigrateProject project, string id, MigrateRecommendation? recommendation)
    {
        var records = project.Machines.Get(new MachineQuery { Id = [id] }).FirstOrDefault()?.RecordIds ?? [id];
        var planner = new ReplicationPlanner(Access(records.SelectMany(record => SourcesOf(project, record)).ToList()));
        var plan = Await(token => planner.PlanAsync(Request(project, id, recommendation), token));
        foreach (var problem in plan.Problems.Where(each => plan.CanStart || each.Severity == ProblemSeverity.Warning))
            WriteProblem(problem);
        var disks = plan.Disks.Count == 1 ? "its disk" : FormattableString.Invariant($"its {plan.Disks.Count} disks");
        var size = FormattableString.Invariant($"{plan.CapacityBytes / (double)(1 << 30):0.##} GiB");
        if (ShouldProcess(plan.Name, $"Replicate {disks}, {size}, to {plan.Settings.ReplicaKind}"))
            return [ReplicationPlanner.Start(plan)];
        if (!plan.CanStart)
        {
            foreach (var problem in plan.Problems.Where(each => each.Severity == ProblemSeverity.Error))
                WriteProblem(problem);
        }

        WriteObject(plan);
        return [];
    }

    private ReplicationRequest Request(
        MigrateProject project, string id, MigrateRecommendation? recommendation) => new()
    {
        Project = project,
        MachineId = id,
        Recommendation = recommendation?.Details,
        ReplicaKind = Folder is not null ? ReplicaKind.Folder : Upload ? ReplicaKind.ManagedDisk : ReplicaKind.PageBlob,
        Folder = Folder is null ? null : ResolveOutputPath(Folder),
        ResourceGroup = ResourceGroup,
        SubscriptionId = SubscriptionId,
        Location = Location ?? recommendation?.Location,
        SubnetId = Subnet,
        StorageAccountId = StorageAccount,
        BlobEndpoint = BlobEndpoint,
        Container = Container,
        VMName = TargetName,
        VMSize = VMSize,
        DiskSku = DiskSku,
        Zone = Zone,
        AvailabilitySetId = AvailabilitySet,
        LicenseType = LicenseType,
        TrustedLaunch = TrustedLaunch,
        ExcludeDisk = ExcludeDisk,
        Reading = new SourceReading
        {
            Disks = ResolveDisks(Disk),
            VddkFolder = VddkFolder is null ? null : ResolveOutputPath(VddkFolder),
            Quiesce = Quiesce,
        },
        SyncInterval = SyncInterval,
        EnableRemoteDesktop = EnableRemoteDesktop,
        KeepVMwareTools = KeepVMwareTools,
        Tags = TagTable.Read(Tag),
        EstimateBytesPerSecond = (long)((EstimateMBps ?? BandwidthMBps ?? 0) * MB),
    };

    private void WriteOutcome(SyncOutcome outcome)
    {
        if (outcome.Failure is { } failure)
            WriteError(failure);
        WriteObject(outcome.Replication);
    }
}
