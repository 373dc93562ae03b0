using System.Text.Json;

namespace AzMigrate.Azure;

/// <summary>Reads answers, in which anything may be missing.</summary>
internal static class JsonReading
{
    /// <summary>The value at a path of names; null when it is not there, or is null.</summary>
    public static JsonElement? Find(this JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }
        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>The text at a path; null when it is not there.</summary>
    public static string? Text(this JsonElement element, params string[] path) => element.Find(path)?.GetString();

    /// <summary>The items at a path; none when it is not there.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params string[] path) =>
        element.Find(path) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}
