using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace AzMigrate.PowerShell.Tests;

/// <summary>What lies in the folder that ships.</summary>
public sealed partial class PackageTests
{
    private const long MaxBytes = 40L * 1024 * 1024;

    private static readonly string[] NativeFiles =
    [
        "linux-arm64/libe_sqlite3.so", "linux-musl-x64/libe_sqlite3.so", "linux-x64/libe_sqlite3.so",
        "osx-arm64/libe_sqlite3.dylib", "osx-x64/libe_sqlite3.dylib",
        "win-arm64/e_sqlite3.dll", "win-x64/e_sqlite3.dll", "win-x86/e_sqlite3.dll",
    ];

    [Fact]
    public void Nothing_lies_there_that_has_no_place() =>
        Assert.DoesNotContain(Files(), file => !Expected().IsMatch(file));

    [Theory]
    [InlineData("AzMigrate.psd1")]
    [InlineData("AzMigrate.Boot.dll")]
    [InlineData("AzMigrate.Cmdlets.dll")]
    [InlineData("AzMigrate.Format.ps1xml")]
    [InlineData("AzMigrate.Types.ps1xml")]
    [InlineData("Dependencies/core/AzMigrate.Core.dll")]
    [InlineData("Dependencies/desktop/AzMigrate.Core.dll")]
    [InlineData("Dependencies/core/Renci.SshNet.dll")]
    [InlineData("Dependencies/desktop/Renci.SshNet.dll")]
    [InlineData("Dependencies/both/Azure.ResourceManager.Compute.dll")]
    [InlineData("Dependencies/both/Azure.Storage.Blobs.dll")]
    [InlineData("Dependencies/both/BouncyCastle.Cryptography.dll")]
    [InlineData("Dependencies/core/Microsoft.Bcl.AsyncInterfaces.dll")]
    [InlineData("Dependencies/desktop/Microsoft.Bcl.AsyncInterfaces.dll")]
    public void What_must_be_there_is(string file) => Assert.Contains(file, Files());

    [Fact]
    public void SQLite_is_the_only_native_code_once_for_each_platform()
    {
        const string Folder = "Dependencies/native/";
        var native = Files().Where(f => f.StartsWith(Folder, StringComparison.Ordinal)).Select(f => f[Folder.Length..]);
        Assert.Equal(NativeFiles, native.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("System.Management.Automation.dll")]
    [InlineData("Newtonsoft.Json.dll")]
    [InlineData("System.Runtime.Loader.dll")]
    [InlineData("System.Linq.dll")]
    [InlineData("EPPlus.dll")]
    [InlineData("Microsoft.Management.Infrastructure.dll")]
    public void What_the_engine_or_the_runtime_brings_is_not_there(string name) =>
        Assert.DoesNotContain(Files(), file => Path.GetFileName(file) == name);

    [Fact]
    public void The_package_is_40_MB_at_most() =>
        Assert.InRange(Files().Sum(file => new FileInfo(Path.Combine(Built.ModuleFolder, file)).Length), 1, MaxBytes);

    [Theory]
    [InlineData("core", ".NETCoreApp,Version=v8.0")]
    [InlineData("desktop", ".NETStandard,Version=v2.0")]
    public void Each_edition_has_its_own_build_of_Core(string edition, string framework)
    {
        using var file = new PEReader(
            File.OpenRead(Path.Combine(Built.ModuleFolder, "Dependencies", edition, "AzMigrate.Core.dll")));
        var reader = file.GetMetadataReader();
        var attributes = reader.GetAssemblyDefinition().GetCustomAttributes()
            .Select(handle => reader.GetBlobReader(reader.GetCustomAttribute(handle).Value))
            .Select(blob => System.Text.Encoding.UTF8.GetString(blob.ReadBytes(blob.Length)));
        Assert.Contains(attributes, value => value.Contains(framework, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reference_of_the_core_edition_is_shipped_or_part_of_the_runtime()
    {
        var runtime = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Select(Path.GetFileNameWithoutExtension);
        // PowerShell brings the client of CIM along, and Core names it on Windows only.
        Assert.Empty(Dangling("core", runtime.Append("Microsoft.Management.Infrastructure")));
    }

    private static IEnumerable<string> Dangling(string edition, IEnumerable<string?> runtime)
    {
        string[] files = [.. FilesOf(edition), .. FilesOf("both")];
        var known = runtime.Concat(files.Select(Path.GetFileNameWithoutExtension))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var handle in reader.AssemblyReferences)
            {
                var name = reader.GetString(reader.GetAssemblyReference(handle).Name);
                if (!known.Contains(name))
                    yield return $"{Path.GetFileName(path)} -> {name}";
            }
        }
    }

    private static string[] FilesOf(string folder) =>
        Directory.GetFiles(Path.Combine(Built.ModuleFolder, "Dependencies", folder), "*.dll");

    private static List<string> Files() =>
        Directory.EnumerateFiles(Built.ModuleFolder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Built.ModuleFolder, file).Replace('\\', '/'))
            .ToList();

    [GeneratedRegex("""
        ^(AzMigrate\.(psd1|Boot\.dll|Cmdlets\.dll|Format\.ps1xml|Types\.ps1xml)
        |en-US/(AzMigrate\.Cmdlets\.dll-Help\.xml|about_[A-Za-z_]+\.help\.txt)
        |Dependencies/(core|desktop)/(AzMigrate\.Core|Renci\.SshNet|SQLitePCLRaw\.[A-Za-z0-9_.]+|(Microsoft|System)\.[A-Za-z0-9.]+)\.dll
        |Dependencies/both/(Apache\.Arrow|BouncyCastle\.Cryptography
          |Azure\.(Core|Identity|ResourceManager(\.Compute)?|Storage\.(Blobs|Common))
          |Microsoft\.(Identity|Extensions)[A-Za-z.]+
          |System\.(ClientModel|Diagnostics\.DiagnosticSource|IO\.Hashing|Memory\.Data|Net\.ServerSentEvents|Security\.Cryptography\.ProtectedData))\.dll
        |Dependencies/native/[a-z0-9-]+/(lib)?e_sqlite3\.(dll|so|dylib))$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Expected();
}
