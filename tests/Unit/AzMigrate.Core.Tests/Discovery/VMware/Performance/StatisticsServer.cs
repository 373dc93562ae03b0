using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>A machine of <see cref="StatisticsServer"/>.</summary>
/// <param name="NativeId">Its id.</param>
/// <param name="Disks">Disks on its one SCSI controller.</param>
/// <param name="Adapters">Adapters.</param>
/// <param name="Version">Of its configuration; null where the server tells none.</param>
internal sealed record ServedMachine(string NativeId, int Disks = 1, int Adapters = 1, string? Version = null);

/// <summary>
/// A server's statistics, answered as vCenter documents it and strict about what is asked: the schema's order of
/// elements, known counters and intervals, its limits. It stands in for what no simulator has.
/// </summary>
internal sealed class StatisticsServer : IVimClient
{
    /// <summary>Group, name, unit and the server's number; a counter's levels are in <see cref="Levels"/>.</summary>
    private static readonly (string Name, string Unit, int Key)[] Table =
    [
        ("cpu.usage.none", "percent", 701), ("cpu.usage.average", "percent", 702),
        ("cpu.usage.maximum", "percent", 703),
        ("mem.usage.average", "percent", 24), ("virtualDisk.read.average", "kiloBytesPerSecond", 9),
        ("virtualDisk.write.average", "kiloBytesPerSecond", 8),
        ("virtualDisk.numberReadAveraged.average", "number", 31),
        ("virtualDisk.numberWriteAveraged.average", "number", 30), ("net.received.average", "kiloBytesPerSecond", 148),
        ("net.transmitted.average", "kiloBytesPerSecond", 149), ("net.usage.average", "kiloBytesPerSecond", 150),
    ];

    private static readonly string[] SpecOrder =
        ["entity", "startTime", "endTime", "maxSample", "metricId", "intervalId", "format"];

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 10, 7, 13, TimeSpan.Zero);

    /// <summary>How long it takes to answer for statistics.</summary>
    public TimeSpan Takes { get; set; }

    public List<ServedMachine> Machines { get; } = [];

    public HashSet<string> Gone { get; } = [];

    /// <summary>Sampling period, length and level in force.</summary>
    public List<(int Period, long Length, int Level)> Intervals { get; set; } =
        [(300, 86_400, 4), (1800, 604_800, 4), (7200, 2_592_000, 4), (86_400, 31_536_000, 4)];

    /// <summary>Level and level for each device, by counter; 1 and 3 unless set.</summary>
    public Dictionary<string, (int Level, int PerDevice)> Levels { get; } = [];

    /// <summary>Counters that the server lacks.</summary>
    public HashSet<string> Lacking { get; } = [];

    /// <summary>The option's value; null where it is not set.</summary>
    public int? QueryMetricsOption { get; set; }

    /// <summary>What is refused above, whatever the option says.</summary>
    public int RefusedAbove { get; set; } = 256;

    public IVimTags Tags => throw new NotSupportedException();

    public IVimFiles Files => throw new NotSupportedException();

    public bool NewestFirst { get; set; }

    public bool KnowsCsv { get; set; } = true;

    public bool ExpandsInstances { get; set; } = true;

    public bool DropsZeros { get; set; }

    /// <summary>The value by counter, instance and end of the sample.</summary>
    public Func<string, string, string, DateTimeOffset, long> ValueOf { get; set; } =
        (machine, counter, instance, end) =>
        ((end.UtcTicks / TimeSpan.TicksPerSecond / 20) + machine.Length + (7 * counter.Length) + instance.Length) % 9000;

    /// <summary>What was asked, one line an entity: id, interval, from, to.</summary>
    public List<(string NativeId, int Interval, DateTimeOffset Start, DateTimeOffset End)> Asked { get; } = [];

    /// <summary>Entities and metrics of each call that was answered.</summary>
    public List<(int Entities, int Metrics)> Calls { get; } = [];

    public int Refusals { get; private set; }

    /// <summary>How often a machine's devices were read.</summary>
    public int DeviceLists { get; private set; }

    /// <summary>How many answers break off after their first entity.</summary>
    public int Breaks { get; set; }

    public static int KeyOf(string counter) => Table.Single(row => row.Name == counter).Key;

    public Task<VimServiceContent> ServiceContentAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new VimServiceContent(Object(
            ("about", Object(("apiType", Text("VirtualCenter")),
                ("instanceUuid", Text("dbed6e0c-bd88-4ef6-b594-21283e1c677f")))),
            ("perfManager", new VimValue(new MoRef("PerformanceManager", "PerfMgr"))),
            ("setting", new VimValue(new MoRef("OptionManager", "VpxSettings"))))));

    public Task LoginAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public IVimUpdates Follow(MoRef container, VimPropertySet properties) => throw new NotSupportedException();

    public IAsyncEnumerable<VimObject> RetrieveViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async IAsyncEnumerable<VimObject> RetrieveObjectsAsync(
        IReadOnlyList<MoRef> objects, IReadOnlyList<VimPropertySet> properties,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var paths = Assert.Single(properties).Paths;
        foreach (var found in Retrieve(objects, paths))
            yield return new VimObject(found.Reference, found.Content);
    }

    /// <summary>Objects that are there, each with the wanted properties that it has.</summary>
    public IEnumerable<(MoRef Reference, VimValue Content)> Retrieve(
        IEnumerable<MoRef> objects, IReadOnlyList<string> paths)
    {
        foreach (var reference in objects)
        {
            if (PropertiesOf(reference) is not { } properties)
                continue;
            lock (Calls)
                DeviceLists += paths.Contains("config.hardware.device") ? 1 : 0;
            yield return (reference, new VimValue(null, "", properties
                .Where(property => paths.Contains(property.Path))
                .Select(property => new VimField(
                    "propSet", Object(("name", Text(property.Path)), ("val", property.Value))))
                .ToList()));
        }
    }

    public async IAsyncEnumerable<VimValue> CallAsync(
        MoRef target, string method, Action<VimWriter>? arguments,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        using var body = Soap.Request(method, target, arguments);
        var call = XDocument.Parse(System.Text.Encoding.UTF8.GetString(body.ToArray()))
            .Descendants().Single(element => element.Name.LocalName == method);
        foreach (var value in Serve(target.Type, method, call))
            yield return value;
    }

    /// <summary>The values that a call gives.</summary>
    public IEnumerable<VimValue> Serve(string targetType, string method, XElement call)
    {
        switch (targetType, method)
        {
            case ("ServiceInstance", "CurrentTime"):
                yield return new VimValue("dateTime", XmlTime.Write(Now));
                break;
            case ("OptionManager", "QueryOptions"):
                if (QueryMetricsOption is not { } limit)
                    throw Fault("InvalidName", "The name is not known.");
                yield return Object(("key", Text("config.vpxd.stats.maxQueryMetrics")), ("value", Text(limit)));
                break;
            case ("PerformanceManager", "QueryPerf"):
                var given = 0;
                var breaks = false;
                lock (Calls)
                {
                    breaks = Breaks > 0;
                    Breaks -= breaks ? 1 : 0;
                }

                foreach (var answer in Query(call))
                {
                    if (breaks && given++ > 0)
                        throw new SourceException(
                            "Source.Unreachable", "It broke.", "Try again.") { IsTransient = true };
                    yield return answer;
                }

                break;
            default:
                throw new InvalidOperationException($"{method} of {targetType} is not served.");
        }
    }

    public Task<VimValue?> ChangeAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;

    private List<VimValue> Query(XElement call)
    {
        var specs = call.Elements().Where(element => element.Name.LocalName == "querySpec").ToList();
        Assert.InRange(specs.Count, 1, 50);
        var metrics = specs.Sum(spec => spec.Elements().Count(element => element.Name.LocalName == "metricId"));
        lock (Calls)
        {
            if (metrics > RefusedAbove)
            {
                Refusals++;
                throw Fault("RestrictedByAdministrator",
                    "This operation is restricted by the administrator - 'vpxd.stats.maxQueryMetrics'.");
            }

            Calls.Add((specs.Count, metrics));
            Now += Takes;
        }

        return specs.Select(Answer).ToList();
    }

    private VimValue Answer(XElement spec)
    {
        Assert.Equal(
            SpecOrder, spec.Elements().Select(element => element.Name.LocalName).Distinct());
        string Of(string name) => spec.Elements().Single(element => element.Name.LocalName == name).Value;
        var id = Of("entity");
        if (MachineOf(id) is not { } machine)
        {
            var gone = Object(("obj", new VimValue(new MoRef("VirtualMachine", id))));
            throw Fault("ManagedObjectNotFound", "It has been deleted.", gone);
        }

        var interval = int.Parse(Of("intervalId"), CultureInfo.InvariantCulture);
        var start = XmlTime.Parse(Of("startTime"))!.Value;
        var end = XmlTime.Parse(Of("endTime"))!.Value;
        var most = int.Parse(Of("maxSample"), CultureInfo.InvariantCulture);
        var kept = interval == 20 ? Now.AddHours(-1)
            : Now.AddSeconds(-Math.Min(1e9, Intervals.Single(each => each.Period == interval).Length));
        lock (Calls)
            Asked.Add((id, interval, start, end));

        // The sample at the start is not given, the one at the end is.
        var step = TimeSpan.FromSeconds(interval).Ticks;
        var ends = new List<DateTimeOffset>();
        for (var at = new DateTimeOffset((start.UtcTicks / step * step) + step, TimeSpan.Zero); at <= end
            && at <= Now; at = at.AddTicks(step))
        {
            if (at.AddTicks(-step) >= kept)
                ends.Add(at);
        }

        if (ends.Count > most)
            ends.RemoveRange(0, ends.Count - most);
        if (NewestFirst)
            ends.Reverse();
        var csv = KnowsCsv && Of("format") == "csv";
        var fields = new List<VimField> { new("entity", new VimValue(new MoRef("VirtualMachine", id))) };
        if (csv)
            fields.Add(new("sampleInfoCSV",
                Text(string.Join(',', ends.Select(each => interval + "," + XmlTime.Write(each))))));
        else
            fields.AddRange(ends.Select(each => new VimField("sampleInfo",
                Object(("timestamp", Text(XmlTime.Write(each))), ("interval", Text(interval))))));
        foreach (var metric in spec.Elements().Where(element => element.Name.LocalName == "metricId"))
            fields.AddRange(Series(machine, metric, interval, ends, csv)
                .Select(series => new VimField("value", series)));
        return new VimValue(csv ? "PerfEntityMetricCSV" : "PerfEntityMetric", "", fields);
    }

    private IEnumerable<VimValue> Series(
        ServedMachine machine, XElement metric, int interval, List<DateTimeOffset> ends, bool csv)
    {
        var key = int.Parse(metric.Elements().First().Value, CultureInfo.InvariantCulture);
        var asked = metric.Elements().Last().Value;
        var counter = Table.Single(row => row.Key == key && !Lacking.Contains(row.Name)).Name;
        var own = counter.StartsWith("virtualDisk", StringComparison.Ordinal)
            ? Enumerable.Range(0, machine.Disks).Select(i => "scsi0:" + i)
            : counter.StartsWith("net", StringComparison.Ordinal)
                ? Enumerable.Range(4000, machine.Adapters).Select(i => i.ToString(CultureInfo.InvariantCulture))
                .Append("vmnic0").Append("")
                : [""];
        var instances = asked != "*" ? [asked] : ExpandsInstances ? own : ["*"];
        foreach (var instance in instances)
        {
            if (interval != 20)
            {
                var (level, perDevice) = LevelsOf(counter);
                if (Intervals.Single(
                    each => each.Period == interval).Level < (instance.Length == 0 ? level : perDevice))
                    continue;
            }

            var values = ends.Select(end => ValueOf(machine.NativeId, counter, instance, end))
                .Where(value => !DropsZeros || value != 0);
            var id = new VimField("id", Object(("counterId", Text(key)), ("instance", Text(instance))));
            // The schema declares the type of the first: servers write one only where it is another than the declared.
            yield return csv
                ? new VimValue(null, "", [id, new("value", Text(string.Join(',', values)))])
                : new VimValue("PerfMetricIntSeries", "",
                    [id, .. values.Select(value => new VimField("value", Text(value)))]);
        }
    }

    private (int Level, int PerDevice) LevelsOf(string counter) =>
        Levels.TryGetValue(counter, out var levels) ? levels : (1, 3);

    private VimValue Counters() =>
        new("ArrayOfPerfCounterInfo", "", Table.Where(row => !Lacking.Contains(row.Name)).Select(row =>
    {
        var parts = row.Name.Split('.');
        var (level, perDevice) = LevelsOf(row.Name);
        return new VimField("PerfCounterInfo", Object(
            ("key", Text(row.Key)), ("nameInfo", Object(("key", Text(parts[1])))),
            ("groupInfo", Object(("key", Text(parts[0])))),
            ("unitInfo", Object(("key", Text(row.Unit)))), ("rollupType", Text(parts[2])),
            ("level", Text(level)), ("perDeviceLevel", Text(perDevice))));
    }).ToList());

    private VimValue HistoricalIntervals() => new("ArrayOfPerfInterval", "", Intervals.Select((interval, i) =>
        new VimField("PerfInterval", Object(
            ("key", Text(i)), ("samplingPeriod", Text(interval.Period)), ("length", Text(interval.Length)),
            ("level", Text(interval.Level)), ("enabled", Text("true"))))).ToList());

    private List<(string Path, VimValue Value)>? PropertiesOf(MoRef reference)
    {
        if (reference == new MoRef("PerformanceManager", "PerfMgr"))
            return [("perfCounter", Counters()), ("historicalInterval", HistoricalIntervals())];
        if (MachineOf(reference.Id) is not { } machine)
            return null;
        List<(string Path, VimValue Value)> properties = [("config.hardware.device", Devices(machine))];
        if (machine.Version is not null)
            properties.Add(("config.changeVersion", Text(machine.Version)));
        return properties;
    }

    private ServedMachine? MachineOf(string id) =>
        Gone.Contains(id) ? null : Machines.Find(machine => machine.NativeId == id);

    private static VimValue Devices(ServedMachine machine) => new("ArrayOfVirtualDevice", "",
    [
        new("VirtualDevice", Typed("ParaVirtualSCSIController", ("key", Text(1000)), ("busNumber", Text(0)))),
        .. Enumerable.Range(0, machine.Disks).Select(i => new VimField("VirtualDevice", Typed("VirtualDisk",
            ("key", Text(2000 + i)), ("deviceInfo", Object(("label", Text($"Hard disk {i + 1}")))),
            ("controllerKey", Text(1000)), ("unitNumber", Text(i)), ("capacityInKB", Text(1 << 20))))),
        .. Enumerable.Range(0, machine.Adapters).Select(i => new VimField("VirtualDevice", Typed("VirtualVmxnet3",
            ("key", Text(4000 + i)), ("deviceInfo", Object(("label", Text($"Network adapter {i + 1}")))),
            ("macAddress", Text("00:50:56:00:00:0" + i))))),
    ]);

    private static VimFaultException Fault(string type, string text, VimValue? detail = null) =>
        new("Source.Refused", $"It answered QueryPerf with {type}.", "Try again.", null, type, text, detail);

    private static VimValue Object(params (string Name, VimValue Value)[] fields) => Typed(null, fields);

    private static VimValue Typed(string? type, params (string Name, VimValue Value)[] fields) =>
        new(type, "", fields.Select(field => new VimField(field.Name, field.Value)).ToList());

    private static VimValue Text(string text) => new(null, text);

    private static VimValue Text(long number) => new(null, number.ToString(CultureInfo.InvariantCulture));
}
