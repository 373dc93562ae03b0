using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace AzMigrate.Tests.Projects;

/// <summary>The process that is killed, and what must hold of the files that it leaves.</summary>
internal static class KillTarget
{
    public static Process Start(params string[] arguments)
    {
        // Beside this project's output lies the target's, of the same configuration and framework.
        var target = Path.Combine(
            AppContext.BaseDirectory.Replace("AzMigrate.Core.Tests", "AzMigrate.KillTarget", StringComparison.Ordinal),
            "AzMigrate.KillTarget.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [target, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            // Short runs gain nothing from the compiler's second look at them.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
    }

    public static void CheckFiles(string folder)
    {
        // A kill before the folder is made leaves none.
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.db") : [])
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", command.ExecuteScalar());
            command.CommandText = "PRAGMA foreign_key_check";
            Assert.Null(command.ExecuteScalar());
        }
    }
}
