using System.Reflection;
using System.Runtime.Loader;

namespace AzMigrate.PowerShell.Tests;

/// <summary>Both editions' Core offer the same: a script that runs on one runs on the other.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void Both_builds_of_Core_have_the_same_public_surface()
    {
        var core = Surface("core");
        var desktop = Surface("desktop");

        Assert.Contains(core,
            member => member.StartsWith("AzMigrate.Inventory.Machine: Int32 Cores", StringComparison.Ordinal));
        Assert.Empty(core.Except(desktop, StringComparer.Ordinal));
        Assert.Empty(desktop.Except(core, StringComparer.Ordinal));
    }

    private static HashSet<string> Surface(string edition)
    {
        var folder = Path.Combine(Built.ModuleFolder, "Dependencies", edition);
        var context = new AssemblyLoadContext(edition, isCollectible: true);
        context.Resolving += (own, name) =>
            Path.Combine(folder, name.Name + ".dll") is var file && File.Exists(file)
            ? own.LoadFromAssemblyPath(file) : null;
        try
        {
            var types = context.LoadFromAssemblyPath(Path.Combine(folder, "AzMigrate.Core.dll")).GetExportedTypes();
            return types.SelectMany(Members).ToHashSet(StringComparer.Ordinal);
        }
        finally
        {
            context.Unload();
        }
    }

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        // Records copy themselves by a method without a name that C# can say, whose return type the runtime decides.
        .Where(member => IsVisible(member) && !member.Name.StartsWith('<'))
        .Select(member => $"{type.FullName}: {member}")
        .Append($"{type.FullName} : {type.BaseType}");

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        Type nested => nested.IsNestedPublic,
        _ => true,
    };
}
