using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// Core's net8.0 build and its SSH package are compiled against the packages' own net8.0 builds and run with their
/// netstandard2.0 builds, which both editions share: all that they call has to be there.
/// </summary>
public sealed class SharedDependenciesTests
{
    private static readonly string[] Rooms = ["AzMigrate.Azure", "AzMigrate.Replication", "AzMigrate.Migration"];

    [Fact]
    public void What_Core_calls_of_the_shared_packages_is_there()
    {
        var folders = new[] { "core", "both" }.Select(name => Path.Combine(Built.ModuleFolder, "Dependencies", name))
            .ToArray();
        var context = new OwnFirst(folders);
        try
        {
            var core = context.LoadFromAssemblyPath(Path.Combine(folders[0], "AzMigrate.Core.dll")).GetTypes()
                .Where(type => type.Namespace is string room
                    && Rooms.Any(name => room.StartsWith(name, StringComparison.Ordinal)));
            var ssh = context.LoadFromAssemblyPath(Path.Combine(folders[0], "Renci.SshNet.dll")).GetTypes()
                .Where(type => type.Namespace?.StartsWith("Renci", StringComparison.Ordinal) == true);

            Assert.True(core.Sum(Compiled) > 500);
            Assert.True(ssh.Sum(Compiled) > 500);
            Assert.Superset(new HashSet<string?> { "Azure.Core", "BouncyCastle.Cryptography" }, context.Assemblies
                .Where(assembly => assembly.Location.StartsWith(folders[1], StringComparison.Ordinal))
                .Select(assembly => assembly.GetName().Name).ToHashSet());
            Assert.All(context.Assemblies,
                assembly => Assert.Contains(Path.GetDirectoryName(assembly.Location), folders));
        }
        finally
        {
            context.Unload();
        }
    }

    // Compiling a method looks up each method and field that it names.
    private static int Compiled(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        var count = 0;
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Type[] parameters = [.. type.GetGenericArguments(),
                .. method.IsGenericMethodDefinition ? method.GetGenericArguments() : []];
            // Of what takes any type, that for object stands for all; what is choosy about its types is passed over.
            if (method.IsAbstract || method.GetMethodBody() is null || parameters.Any(IsChoosy))
                continue;
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. parameters.Select(_ => typeof(object).TypeHandle)]);
            count++;
        }
        return count;
    }

    private static bool IsChoosy(Type parameter) => parameter.GetGenericParameterConstraints().Length > 0
        || (parameter.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask) != 0;

    /// <summary>
    /// As the module's context: what lies in its folders comes from there, whoever has loaded another.
    /// </summary>
    private sealed class OwnFirst(string[] folders) : AssemblyLoadContext("core", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            folders.Select(folder => Path.Combine(folder, assemblyName.Name + ".dll"))
                .FirstOrDefault(File.Exists) is string file ? LoadFromAssemblyPath(file) : null;
    }
}
