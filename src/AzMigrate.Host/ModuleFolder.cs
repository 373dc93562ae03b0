namespace AzMigrate.Hosting;

/// <summary>Finds the built module.</summary>
internal static class ModuleFolder
{
    /// <summary>
    /// The manifest's path: what AZMIGRATE_MODULE names, else an AzMigrate folder beside the program, else
    /// <c>out/module/AzMigrate</c> of the source tree that the program was built in. Null when there is none.
    /// </summary>
    public static string? FindManifest()
    {
        if (Environment.GetEnvironmentVariable("AZMIGRATE_MODULE") is { Length: > 0 } given)
            return Existing(given);
        if (Existing(Path.Combine(AppContext.BaseDirectory, "AzMigrate")) is string beside)
            return beside;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "out", "module", "AzMigrate")) is string built)
                return built;
        }

        return null;
    }

    private static string? Existing(string folder)
    {
        var manifest = Path.Combine(folder, "AzMigrate.psd1");
        return File.Exists(manifest) ? manifest : null;
    }
}
