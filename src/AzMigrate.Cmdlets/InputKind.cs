using System.Management.Automation;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Tells groups and machines apart on one pipeline, live or deserialized by remoting.</summary>
internal sealed class InputKind
{
    private readonly Type _type;
    private readonly string _key;

    private InputKind(Type type, string key)
    {
        _type = type;
        _key = key;
    }

    /// <summary>A group; its key is its name.</summary>
    public static InputKind Group { get; } = new(typeof(MigrateGroup), nameof(MigrateGroup.Name));

    /// <summary>A machine; its key is its identity.</summary>
    public static InputKind Machine { get; } = new(typeof(Machine), nameof(Inventory.Machine.Id));

    /// <summary>The error for an object that is neither.</summary>
    public static MigrateException Refusal(PSObject input) => new(
        "Assessment.InputInvalid",
        $"An object of type {input.BaseObject.GetType().Name} cannot be assessed.",
        "Pipe groups from Get-MigrateGroup or machines from Get-MigrateVM.",
        input.ToString());

    /// <summary>True when the object is of this kind.</summary>
    public bool Matches(PSObject input) =>
        _type.IsInstanceOfType(input.BaseObject)
        || input.TypeNames.Contains($"Deserialized.{_type.FullName}");

    /// <summary>The object's key.</summary>
    public string Key(PSObject input) => input.Properties[_key].Value.ToString();
}
