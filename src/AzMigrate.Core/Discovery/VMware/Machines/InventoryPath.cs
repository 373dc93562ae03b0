namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Names of inventory objects: vSphere writes the characters of paths in them as %2f, %5c and %25.</summary>
internal static class InventoryPath
{
    /// <summary>The name as people see it.</summary>
    public static string? Name(string? name) => name is null || name.IndexOf('%') < 0
        ? name
        : Replaced(Replaced(Replaced(name, "%2f", "/"), "%5c", "\\"), "%25", "%");

    private static string Replaced(string name, string escape, string character)
    {
        for (var at = 0; (at = name.IndexOf(
            escape, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += character.Length)
            name = name.Remove(at, escape.Length).Insert(at, character);
        return name;
    }
}
