using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>
/// Reads one server. Without its name, processors and memory there is no machine; anything else that cannot be had is
/// told, and the rest goes on.
/// </summary>
internal sealed class ServerReader(ICimClient client, HostAddress host, string source)
{
    private const ulong MiB = 1 << 20;
    private readonly List<MigrateProblem> _problems = [];

    public async Task<VisitedMachine> ReadAsync(CancellationToken cancellation)
    {
        var computer = await OneAsync(CimQueries.ComputerSystem, cancellation).ConfigureAwait(false);
        var system = await OneAsync(CimQueries.OperatingSystem, cancellation).ConfigureAwait(false);
        var processors = await client.AllAsync(CimQueries.Cim, CimQueries.Processors, cancellation)
            .ConfigureAwait(false);
        var product = await TryAsync("UUID", CimQueries.Product, cancellation).ConfigureAwait(false);
        var bios = await TryAsync("serial number", CimQueries.Bios, cancellation).ConfigureAwait(false);
        var modules = await TryAsync("memory modules", CimQueries.Memory, cancellation).ConfigureAwait(false);
        var partitions = await TryAsync("partitions", CimQueries.Partitions, cancellation).ConfigureAwait(false);
        var drives = await TryAsync("disks", CimQueries.Disks, cancellation).ConfigureAwait(false);
        var volumes = await TryAsync("volumes", CimQueries.Volumes, cancellation).ConfigureAwait(false);
        var links = await TryAsync("volumes' disks", CimQueries.VolumePartitions, cancellation).ConfigureAwait(false);
        var network = await TryAsync("adapters", CimQueries.Adapters, cancellation).ConfigureAwait(false);
        var storage = await StorageAsync(cancellation).ConfigureAwait(false);
        var secureBoot = await SecureBoot.ReadAsync(client, cancellation).ConfigureAwait(false);

        var maker = Text(computer, "Manufacturer");
        var model = Text(computer, "Model");
        var (kind, hypervisor) = Platform.Of(maker, model);
        var biosSerial = bios.Select(row => row.GetString("SerialNumber")).FirstOrDefault();
        var uuid = HardwareId.Uuid(product.Select(row => row.GetString("UUID")).FirstOrDefault(), biosSerial);
        var serial = HardwareId.Serial(
            product.Select(row => row.GetString("IdentifyingNumber")).FirstOrDefault(), biosSerial);
        var (name, fullName) = Names(computer);
        var adapters = ServerAdapters.Read(network);
        var firmware = ServerDisks.Firmware(partitions);
        var machine = new Machine
        {
            Id = "",
            Source = source,
            SourceKind = SourceKind.Windows,
            Name = name,
            HostName = fullName ?? name,
            Kind = kind,
            Hypervisor = hypervisor,
            PowerState = PowerState.On,
            Cores = Cores(computer, processors),
            Sockets = processors.Count > 0 ? processors.Count : (int?)computer.GetInt64("NumberOfProcessors"),
            ProcessorName = processors.Select(row => Text(row, "Name")).FirstOrDefault(),
            MemoryMiB = Memory(computer, modules),
            OperatingSystem = WindowsSystem.Read(system),
            Firmware = firmware,
            SecureBoot = firmware == Firmware.Bios ? false : secureBoot,
            Disks = ServerDisks.Read(drives, storage, partitions,
                text => Note("Source.DiskLeftOut", text, "Nothing has to be done where that is so.")),
            Volumes = volumes.Count > 0 ? ServerVolumes.Read(volumes, links, partitions) : null,
            NetworkAdapters = adapters,
            PrimaryIPAddress = ServerAdapters.Primary(adapters, host.Host),
            SmbiosUuid = uuid,
            SerialNumber = serial,
            Manufacturer = maker,
            Model = model,
        };
        NoteUnreadable([computer, system, .. processors, .. drives, .. volumes, .. network]);
        return new VisitedMachine(
            host, machine, HardwareId.Native(uuid, serial, maker), system.GetString("LastBootUpTime"), _problems);
    }

    private async Task<CimRow> OneAsync(string wql, CancellationToken cancellation)
    {
        var rows = await client.AllAsync(CimQueries.Cim, wql, cancellation).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : throw Unusable($"{WqlText.ClassOf(wql)} has no instance");
    }

    private async Task<List<CimRow>> TryAsync(string what, string wql, CancellationToken cancellation)
    {
        try
        {
            return await client.AllAsync(CimQueries.Cim, wql, cancellation).ConfigureAwait(false);
        }
        catch (MigrateException error) when (error.Code.StartsWith("CIM.", StringComparison.Ordinal))
        {
            Note("Source.PartUnknown", $"The {what} of {host.Host} cannot be read: {error.Message}", error.Remedy!);
            return [];
        }
    }

    // From Windows Server 2012 on, and for administrators mostly; the other classes tell nearly as much.
    private async Task<List<CimRow>> StorageAsync(CancellationToken cancellation)
    {
        try
        {
            return await client.AllAsync(CimQueries.Storage, CimQueries.StorageDisks, cancellation)
                .ConfigureAwait(false);
        }
        catch (MigrateException error) when (error.Code.StartsWith("CIM.", StringComparison.Ordinal))
        {
            return [];
        }
    }

    private (string Name, string? FullName) Names(CimRow computer)
    {
        var name = Text(computer, "DNSHostName") ?? Text(computer, "Name")
            ?? throw Unusable("the server tells no name");
        var domain = computer.GetBoolean("PartOfDomain") == true ? Text(computer, "Domain") : null;
        return (name, domain?.Contains('.') == true ? (name + "." + domain).ToLowerInvariant() : null);
    }

    // Logical processors (rule U3). Windows before Vista counts each of them as a processor.
    private int Cores(CimRow computer, List<CimRow> processors)
    {
        var ofAll = processors.Aggregate(0UL, (sum, row) =>
            sum + (row.GetUInt64("NumberOfLogicalProcessors") ?? row.GetUInt64("NumberOfCores") ?? 1));
        var cores = Math.Max(ofAll, computer.GetUInt64("NumberOfLogicalProcessors") ?? 0);
        return cores is > 0 and <= int.MaxValue ? (int)cores : throw Unusable("it tells no processors");
    }

    // What is built in. Windows' own figure lacks what the firmware keeps; with memory that a hypervisor changes, the
    // modules are not those that are there.
    private long Memory(CimRow computer, List<CimRow> modules)
    {
        var visible = computer.GetUInt64("TotalPhysicalMemory") is >= MiB and <= long.MaxValue and var bytesOfWindows
            ? bytesOfWindows : throw Unusable("it tells no memory");
        var builtIn = modules.Aggregate(0UL, (sum, row) => sum + (row.GetUInt64("Capacity") ?? 0));
        var bytes = builtIn >= visible && builtIn - visible <= visible / 4 ? builtIn : visible;
        return (long)((bytes + MiB - 1) / MiB);
    }

    private void NoteUnreadable(IEnumerable<CimRow> rows)
    {
        foreach (var same in rows.Where(row => row.Unreadable.Count > 0).GroupBy(row => row.ClassName))
            Note("Source.PartUnknown",
                $"{host.Host} gives no usable {string.Join(", ", same.SelectMany(row => row.Unreadable).Distinct())} of {same.Key}.",
                "Look at the class on the server with Get-CimInstance.");
    }

    private void Note(string code, string message, string remedy) => _problems.Add(new MigrateProblem
    {
        Severity = ProblemSeverity.Warning,
        Code = code,
        Message = message,
        Remedy = remedy,
        Target = host.Host,
    });

    private SourceException Unusable(string what) => new(
        "Source.AnswerInvalid", $"{host.Host} cannot be taken up: {what}.",
        "Look at the server's WMI: winmgmt /verifyrepository there tells whether it is damaged.", host.Host);

    private static string? Text(CimRow row, string name) =>
        row.GetString(name)?.Trim() is { Length: > 0 } text ? text : null;
}
