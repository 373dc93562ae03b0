using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// Core's net8.0 build is compiled against the packages' own net8.0 builds and runs with their netstandard2.0 builds, which
/// both editions share: all that it calls has to be there.
/// </summary>
public sealed class SharedDependenciesTests
{
    private static readonly string[] Rooms = ["AzMigrate.Azure", "AzMigrate.Replication", "AzMigrate.Migration"];

    [Fact]
    public void What_Core_calls_of_the_shared_packages_is_there()
    {
        var folders = new[] { "core", "both" }.Select(name => Path.Combine(Built.ModuleFolder, "Dependencies", name)).ToArray();
        var context = new AssemblyLoadContext("core", isCollectible: true);
        context.Resolving += (own, name) =>
            folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists) is string file
                ? own.LoadFromAssemblyPath(file) : null;
        try
        {
            var methods = context.LoadFromAssemblyPath(Path.Combine(folders[0], "AzMigrate.Core.dll")).GetTypes()
                .Where(type => type.Namespace is string room && Rooms.Any(name => room.StartsWith(name, StringComparison.Ordinal)))
                .SelectMany(Compiled).ToList();

            Assert.True(methods.Count > 500);
            Assert.Contains(context.Assemblies, assembly => assembly.Location.StartsWith(folders[1], StringComparison.Ordinal));
            Assert.All(context.Assemblies, assembly => Assert.Contains(Path.GetDirectoryName(assembly.Location), folders));
        }
        finally
        {
            context.Unload();
        }
    }

    // Compiling a method looks up each method and field that it names.
    private static List<MethodBase> Compiled(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        var typeArguments = type.GetGenericArguments().Select(_ => typeof(object).TypeHandle).ToArray();
        // What is generic is compiled for object, which not every constraint allows.
        var methods = type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            .Where(method => !method.IsAbstract && method.GetMethodBody() is not null).ToList();
        foreach (var method in methods)
        {
            if (method.IsGenericMethodDefinition && method.GetGenericArguments().Any(each => each.GetGenericParameterConstraints().Length > 0))
                continue;
            var arguments = method.IsGenericMethodDefinition ? method.GetGenericArguments().Select(_ => typeof(object).TypeHandle) : [];
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. typeArguments, .. arguments]);
        }
        return methods;
    }
}
