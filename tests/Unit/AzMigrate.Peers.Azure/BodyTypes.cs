using System.Text.Json;
using Azure.Bicep.Types;
using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;

namespace AzMigrate.Peers.Azure;

/// <summary>
/// Checks requests' bodies by Azure's public type definitions: names, kinds of values, what is required, what is
/// read-only. Enumerations are open there; here a word that is not in them is a fault, unless new words come each
/// month.
/// </summary>
public static class BodyTypes
{
    private static readonly string[] OpenWords = ["vmSize"];
    private static readonly AzTypeLoader Loader = new();
    private static readonly IReadOnlyDictionary<string, CrossFileTypeReference> Index =
        new Dictionary<string, CrossFileTypeReference>(
            Loader.LoadTypeIndex().Resources, StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<string, TypeBase> Bodies = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Lock Loading = new();

    /// <summary>True when the version is one of the kind of resource.</summary>
    public static bool Knows(string type, string version) => Index.ContainsKey($"{type}@{version}");

    /// <summary>What is wrong with a body; empty when nothing is.</summary>
    public static IReadOnlyList<string> FaultsOf(string type, string version, JsonElement body)
    {
        var faults = new List<string>();
        Check(Body(type, version), body, "", faults);
        return faults;
    }

    private static TypeBase Body(string type, string version)
    {
        var key = $"{type}@{version}";
        lock (Loading)
        {
            if (!Bodies.TryGetValue(key, out var body))
                Bodies[key] = body = Loader.LoadResourceType(Index[key]).Body.Type;
            return body;
        }
    }

    private static void Check(TypeBase type, JsonElement value, string path, List<string> faults)
    {
        switch (type)
        {
            case ObjectType its:
                CheckObject(its.Properties, its.AdditionalProperties?.Type, value, path, faults);
                break;
            case DiscriminatedObjectType its:
                CheckDiscriminated(its, value, path, faults);
                break;
            case ArrayType its when value.ValueKind == JsonValueKind.Array:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                    Check(its.ItemType.Type, item, $"{path}[{at++}]", faults);
                break;
            case UnionType its:
                CheckUnion(its, value, path, faults);
                break;
            case StringLiteralType its when value.ValueKind != JsonValueKind.String || value.GetString() != its.Value:
                faults.Add($"{path}: {value.GetRawText()} is not '{its.Value}'");
                break;
            case StringType when value.ValueKind != JsonValueKind.String:
            case IntegerType when value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out _):
            case BooleanType when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False):
            case ArrayType:
                faults.Add($"{path}: {value.GetRawText()} is no {type.GetType().Name.Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant()}");
                break;
        }
    }

    private static void CheckObject(
        IReadOnlyDictionary<string, ObjectTypeProperty> known, TypeBase? others, JsonElement value, string path,
        List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{path}: {value.GetRawText()} is no object");
            return;
        }
        foreach (var property in value.EnumerateObject())
        {
            var place = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (known.TryGetValue(property.Name, out var its))
            {
                if (its.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly)
                    || its.Flags.HasFlag(ObjectTypePropertyFlags.DeployTimeConstant))
                    faults.Add($"{place} is read-only");
                else
                    Check(its.Type.Type, property.Value, place, faults);
            }
            else if (others is not null)
            {
                Check(others, property.Value, place, faults);
            }
            else
            {
                faults.Add($"{place} is unknown");
            }
        }
        foreach (var (name, its) in known)
        {
            var isAddress = its.Flags.HasFlag(ObjectTypePropertyFlags.DeployTimeConstant);
            if (its.Flags.HasFlag(ObjectTypePropertyFlags.Required) && !isAddress && !value.TryGetProperty(name, out _))
                faults.Add($"{path}.{name} is missing".TrimStart('.'));
        }
    }

    private static void CheckDiscriminated(
        DiscriminatedObjectType type, JsonElement value, string path, List<string> faults)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(type.Discriminator, out var word)
            || !type.Elements.TryGetValue(word.GetString() ?? "", out var element))
        {
            faults.Add($"{path}.{type.Discriminator} is missing or unknown");
            return;
        }
        var its = (ObjectType)element.Type;
        CheckObject(
            type.BaseProperties.Concat(its.Properties).ToDictionary(pair => pair.Key, pair => pair.Value), null, value,
            path, faults);
    }

    private static void CheckUnion(UnionType type, JsonElement value, string path, List<string> faults)
    {
        var elements = type.Elements.Select(element => element.Type).ToList();
        var words = elements.OfType<StringLiteralType>().ToList();
        if (words.Count > 0 && value.ValueKind == JsonValueKind.String)
        {
            if (words.All(word => word.Value != value.GetString())
                && !OpenWords.Any(open => path.EndsWith("." + open, StringComparison.Ordinal)))
                faults.Add($"{path}: '{value.GetString()}' is none of {string.Join(", ", words.Select(word => word.Value))}");
            return;
        }
        var fits = elements.Any(element =>
        {
            var own = new List<string>();
            Check(element, value, path, own);
            return own.Count == 0;
        });
        if (!fits)
            faults.Add($"{path}: {value.GetRawText()} is of none of its kinds");
    }
}
