using System.Data.Common;
using System.Reflection;
using System.Runtime.Loader;

namespace AzMigrate.PowerShell.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    // The name is resolved as the cmdlets' assembly does it: by a question to the default context.
    private static AssemblyLoadContext PrivateContext =>
        AssemblyLoadContext.GetLoadContext(Assembly.Load(new AssemblyName("AzMigrate.Core")))!;

    [Fact]
    public void Core_lives_in_a_context_of_its_own_and_the_cmdlets_in_the_default_one()
    {
        Assert.NotSame(AssemblyLoadContext.Default, PrivateContext);
        Assert.Equal("AzMigrate.Boot.CoreDependencies", PrivateContext.GetType().FullName);
        var cmdlets = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "AzMigrate.Cmdlets");
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(cmdlets));
        Assert.StartsWith(Built.ModuleFolder, cmdlets.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.Data.Sqlite")]
    [InlineData("SQLitePCLRaw.core")]
    [InlineData("Microsoft.Bcl.AsyncInterfaces")]
    public void Another_version_that_was_loaded_first_stays_and_ours_lies_beside_it(string name)
    {
        var foreign = AssemblyLoadContext.Default.Assemblies.Single(a => a.GetName().Name == name);
        Assert.Equal(ForeignAssemblies.ForeignVersion, foreign.GetName().Version);

        var ours = PrivateContext.LoadFromAssemblyName(new AssemblyName(name));
        Assert.NotEqual(ForeignAssemblies.ForeignVersion, ours.GetName().Version);
        Assert.Equal(Path.Combine(Built.ModuleFolder, "Dependencies", "core", name + ".dll"), ours.Location);
        Assert.Same(PrivateContext, AssemblyLoadContext.GetLoadContext(ours));
    }

    [Fact]
    public void The_hosts_json_libraries_are_untouched_and_ours_is_the_shipped_one()
    {
        var hosts = typeof(System.Text.Json.JsonSerializer).Assembly;
        var ours = PrivateContext.LoadFromAssemblyName(new AssemblyName("System.Text.Json"));
        Assert.NotSame(hosts, ours);
        Assert.Equal(Path.Combine(Built.ModuleFolder, "Dependencies", "core", "System.Text.Json.dll"), ours.Location);
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(hosts));

        // We don't ship Newtonsoft.Json: the engine's own is the only one.
        var newtonsoft = Assert.Single(
            AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "Newtonsoft.Json");
        Assert.Same(newtonsoft, PrivateContext.LoadFromAssemblyName(new AssemblyName("Newtonsoft.Json")));
    }

    [Fact]
    public void The_client_of_CIM_that_Core_names_is_PowerShells_own()
    {
        var hosts = AssemblyLoadContext.Default.LoadFromAssemblyName(
            new AssemblyName("Microsoft.Management.Infrastructure"));
        Assert.Same(hosts, PrivateContext.LoadFromAssemblyName(hosts.GetName()));
        Assert.Contains(PrivateContext.LoadFromAssemblyName(new AssemblyName("AzMigrate.Core"))
            .GetReferencedAssemblies(),
            name => name.Name == hosts.GetName().Name && name.Version <= hosts.GetName().Version);
    }

    [Fact]
    public void A_newer_asynchronous_interface_is_answered_although_an_older_one_was_first()
    {
        var ours = PrivateContext.LoadFromAssemblyName(new AssemblyName("Microsoft.Bcl.AsyncInterfaces"));
        Assert.Same(ours, Assembly.Load(ours.GetName()));
    }

    [Fact]
    public void The_default_context_gets_nothing_else_from_us()
    {
        Assert.Throws<FileNotFoundException>(() => Assembly.Load(new AssemblyName("SQLitePCLRaw.batteries_v2")));
    }

    [Fact]
    public void SQLite_runs_on_the_shipped_native_library()
    {
        var type = PrivateContext.LoadFromAssemblyName(new AssemblyName("Microsoft.Data.Sqlite"))
            .GetType("Microsoft.Data.Sqlite.SqliteConnection", throwOnError: true)!;
        using var connection = (DbConnection)Activator.CreateInstance(type, "Data Source=:memory:")!;
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sqlite_version()";
        Assert.StartsWith("3.", (string)command.ExecuteScalar()!, StringComparison.Ordinal);

        var native = Path.Combine(Built.ModuleFolder, "Dependencies", "native");
        var loaded = System.Diagnostics.Process.GetCurrentProcess().Modules.Cast<System.Diagnostics.ProcessModule>();
        Assert.Contains(loaded, module => module.FileName.StartsWith(native, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(".NET 6.0.36", "7.2.24.500", false)]
    [InlineData(".NET 7.0.20", "7.3.12.500", false)]
    [InlineData(".NET Core 3.1.32", "6.2.7.0", false)]
    [InlineData(".NET 8.0.1", "7.4.0.500", true)]
    [InlineData(".NET 10.0.0", "7.6.9.500", true)]
    [InlineData(".NET Framework 4.8.9", "3.0.0.0", true)]
    public void Only_engines_before_7_4_are_refused_and_the_sentence_names_it(
        string framework, string engine, bool runs)
    {
        var boot = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "AzMigrate.Boot");
        var whyNot = boot.GetType("AzMigrate.Boot.EngineSupport", throwOnError: true)!.GetMethod("WhyNot")!;
        var reason = (string?)whyNot.Invoke(null, [framework, Version.Parse(engine)]);
        if (runs)
            Assert.Null(reason);
        else
            Assert.Contains("PowerShell 7.4 or later", reason, StringComparison.Ordinal);
    }
}
