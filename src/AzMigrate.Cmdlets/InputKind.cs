using System.Management.Automation;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Tells what comes down a pipeline, live or deserialized by remoting.</summary>
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

    /// <summary>An assessment; its key is its id.</summary>
    public static InputKind Assessment { get; } = new(typeof(MigrateAssessment), nameof(MigrateAssessment.Id));

    /// <summary>The error for an object of another kind.</summary>
    public static MigrateException Refusal(PSObject input, string why, string remedy) => new(
        "Assessment.InputInvalid",
        $"An object of type {input.BaseObject.GetType().Name} {why}.",
        remedy,
        input.ToString());

    /// <summary>True when the object is of this kind.</summary>
    public bool Matches(PSObject input) =>
        _type.IsInstanceOfType(input.BaseObject)
        || input.TypeNames.Contains($"Deserialized.{_type.FullName}");

    /// <summary>The object's key.</summary>
    public string Key(PSObject input) => input.Properties[_key].Value.ToString();
}
