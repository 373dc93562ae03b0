using AzMigrate.Discovery.Credentials;

namespace AzMigrate.Projects;

/// <summary>What a source's settings have to be, before anything of them is stored.</summary>
internal static class SourceRules
{
    private const int LongestName = 100;

    public static void Check(SourceSettings settings)
    {
        CheckName(settings.Name);
        settings.Connection.Check();
        if (settings.CredentialReference is { } reference)
            CredentialReference.Parse(reference);
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Trim() != name
            || name.Any(character => char.IsControl(character) || "/\\*?[]".Contains(character))
            || string.Equals(name, "csv", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("rvtools", StringComparison.OrdinalIgnoreCase))
        {
            throw new MigrateException(
                "Source.NameInvalid", $"'{name}' cannot be a source's name.",
                "Use up to 100 letters, digits, dots and hyphens; csv and names that begin with rvtools are those of imports.",
                name);
        }
    }
}
