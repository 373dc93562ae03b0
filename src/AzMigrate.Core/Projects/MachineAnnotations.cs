using System.Text.Json;
using System.Text.Json.Serialization;
using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>All that the project's user has said of a machine, kept apart from what its source says.</summary>
internal sealed record MachineAnnotations
{
    public SortedDictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    public SortedSet<string> RemovedTags { get; init; } = new(StringComparer.Ordinal);

    public string? Owner { get; init; }

    public MachineEnvironment? Environment { get; init; }

    public MachineAnnotations With(MachineChange change)
    {
        var tags = new SortedDictionary<string, string>(Tags, StringComparer.Ordinal);
        var removed = new SortedSet<string>(RemovedTags, StringComparer.Ordinal);
        foreach (var key in change.RemoveTags)
        {
            tags.Remove(key);
            removed.Add(key);
        }

        foreach (var tag in change.SetTags)
        {
            tags[tag.Key] = tag.Value;
            removed.Remove(tag.Key);
        }

        return new MachineAnnotations
        {
            Tags = tags,
            RemovedTags = removed,
            Owner = change.Owner is null ? Owner : change.Owner.Length == 0 ? null : change.Owner,
            Environment = change.Environment ?? (change.ClearEnvironment ? null : Environment),
        };
    }

    /// <summary>What was said of several records of one server; the first one's word goes before the others'.</summary>
    public static MachineAnnotations Joined(IEnumerable<MachineAnnotations> said)
    {
        var joined = new MachineAnnotations();
        foreach (var one in said)
        {
            foreach (var tag in one.Tags.Where(tag => !joined.Says(tag.Key)).ToList())
                joined.Tags[tag.Key] = tag.Value;
            joined.RemovedTags.UnionWith(one.RemovedTags.Where(key => !joined.Says(key)).ToList());
            joined = joined with { Owner = joined.Owner ?? one.Owner,
                Environment = joined.Environment ?? one.Environment };
        }

        return joined;
    }

    public Machine ApplyTo(Machine facts)
    {
        if (Tags.Count == 0 && RemovedTags.Count == 0 && Owner is null && Environment is null)
            return facts;
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in facts.Tags)
        {
            if (!RemovedTags.Contains(tag.Key))
                tags[tag.Key] = tag.Value;
        }

        foreach (var tag in Tags)
            tags[tag.Key] = tag.Value;
        return facts with { Tags = tags, Owner = Owner ?? facts.Owner, Environment = Environment ?? facts.Environment };
    }

    private bool Says(string tag) => Tags.ContainsKey(tag) || RemovedTags.Contains(tag);
}

/// <summary>The JSON form of what only the store holds.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MachineAnnotations))]
internal sealed partial class ProjectJson : JsonSerializerContext
{
    public static byte[] Write(MachineAnnotations annotations) =>
        JsonSerializer.SerializeToUtf8Bytes(annotations, Default.MachineAnnotations);

    public static MachineAnnotations ReadAnnotations(byte[]? json) =>
        (json is null ? null : JsonSerializer.Deserialize(json, Default.MachineAnnotations))
            ?? new MachineAnnotations();
}
