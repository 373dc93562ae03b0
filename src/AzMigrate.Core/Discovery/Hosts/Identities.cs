namespace AzMigrate.Discovery.Hosts;

/// <summary>
/// Gives machines their identities: the machine's own id, so that an identity is the same whatever the host is called.
/// Clones have the same id: there the host's name comes with it. An address keeps the identity that it had in the
/// project, and a machine that moves to another address takes its identity along.
/// </summary>
internal sealed class Identities
{
    private readonly string _source;
    private readonly MachineIdWords _words;
    private readonly IReadOnlyDictionary<string, string> _knownByHost;
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reserved;

    // The same machine id is a clone's too; the same running kernel is the same machine.
    private readonly Dictionary<(string BootId, string? MachineId, string Name), VisitedMachine> _running = [];

    /// <summary>Prepares the identities of one discovery.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="hosts">All hosts of the source.</param>
    /// <param name="knownByHost">Identities in the project by the host's key.</param>
    /// <param name="words">What is said of ids that are missing or repeated.</param>
    public Identities(
        string source, IReadOnlyList<HostAddress> hosts, IReadOnlyDictionary<string, string> knownByHost,
        MachineIdWords words)
    {
        _source = source;
        _words = words;
        _knownByHost = knownByHost;
        // What belongs to a host that is still in the source is nobody else's, even while that host is away.
        _reserved = new HashSet<string>(
            hosts.Where(host => knownByHost.ContainsKey(host.Key)).Select(host => knownByHost[host.Key]),
            StringComparer.Ordinal);
    }

    /// <summary>
    /// The machine with its identity, then its problems; a machine that was there already is a problem only.
    /// </summary>
    public IEnumerable<DiscoveredItem> Of(VisitedMachine visited)
    {
        var key = visited.Host.Key;
        var running = (visited.BootId ?? "", visited.MachineId, visited.Machine.Name);
        if (visited.BootId is not null && _running.TryGetValue(running, out var same))
        {
            yield return Problem(key, "Source.MachineRepeated",
                $"{visited.Host} is the machine {same.Machine.Name} that {same.Host} is too; it is taken once.",
                "Leave one of the two addresses out of the source.");
            yield break;
        }

        var id = IdOf(visited, out var isClone);
        _given.Add(id);
        if (visited.BootId is not null)
            _running.Add(running, visited);
        yield return new DiscoveredItem { NativeId = key, Machine = visited.Machine with { Id = id } };
        foreach (var problem in visited.Problems)
            yield return new DiscoveredItem { NativeId = key, Problem = problem };
        if (visited.MachineId is null)
            yield return Problem(key, "Source.MachineIdMissing",
                $"{visited.Host} has no {_words.Id}: it is known by its name alone, and becomes another machine when it is renamed.",
                _words.WhenMissing);
        else if (isClone)
            yield return Problem(key, "Source.MachineIdRepeated",
                $"{visited.Host} has the {_words.Id} of another host, as clones do; its name {visited.Machine.Name} tells it apart.",
                _words.WhenRepeated);
    }

    /// <summary>Whether an identity can be that of a machine with this machine id and name.</summary>
    public static bool IsOf(string machineId, string? id, string name)
    {
        var native = machineId.Substring(machineId.IndexOf('/') + 1);
        return native == NativeOf(id, name)
            || (id is not null && native.StartsWith(id + "@", StringComparison.Ordinal));
    }

    private string IdOf(VisitedMachine visited, out bool isClone)
    {
        isClone = false;
        var name = visited.Machine.Name.ToLowerInvariant();
        var plain = _source + "/" + NativeOf(visited.MachineId, name);
        if (_knownByHost.TryGetValue(visited.Host.Key, out var known) && IsOf(known, visited.MachineId, name)
            && !_given.Contains(known))
        {
            isClone = known != plain;
            return known;
        }

        if (IsFree(plain))
            return plain;
        isClone = true;
        var named = $"{plain}@{name}";
        return IsFree(named) ? named : $"{plain}@{visited.Host.Key}";
    }

    private bool IsFree(string id) => !_given.Contains(id) && !_reserved.Contains(id);

    private static string NativeOf(string? id, string name) => id ?? "name-" + name.ToLowerInvariant();

    private static DiscoveredItem Problem(string key, string code, string message, string remedy) => new()
    {
        NativeId = key,
        Problem = new MigrateProblem
        {
            Severity = ProblemSeverity.Warning, Code = code, Message = message, Remedy = remedy, Target = key,
        },
    };
}

/// <summary>What is said of the ids of a kind of machines.</summary>
/// <param name="Id">What the id is, such as <c>/etc/machine-id</c>.</param>
/// <param name="WhenMissing">What to do where it is missing.</param>
/// <param name="WhenRepeated">What to do where several machines have the same.</param>
internal sealed record MachineIdWords(string Id, string WhenMissing, string WhenRepeated);
