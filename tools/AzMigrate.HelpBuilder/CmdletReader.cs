using System.Collections.ObjectModel;
using System.Globalization;
using System.Reflection;

namespace AzMigrate.HelpBuilder;

/// <summary>Reads the cmdlets of an assembly: their attributes and their doc comments. No code of it runs.</summary>
public static class CmdletReader
{
    private const string Automation = "System.Management.Automation.";

    private static readonly ParameterUse[] Named = [new(CmdletHelp.AllSets, false, null, false, false)];

    private static readonly ParameterHelp WhatIf = Switch(
        "WhatIf", "wi", "Tells what would happen and changes nothing.");
    private static readonly ParameterHelp Confirm = Switch("Confirm", "cf", "Asks before each change.");

    /// <summary>Reads the cmdlets in the order of their names.</summary>
    /// <param name="assembly">The assembly; its doc file lies beside it.</param>
    /// <param name="references">Every assembly that it needs, the framework's too.</param>
    public static IReadOnlyList<CmdletHelp> Read(string assembly, IReadOnlyCollection<string> references)
    {
        using var context = new MetadataLoadContext(new PathAssemblyResolver(references.Append(assembly)));
        var cmdlets = context.LoadFromAssemblyPath(Path.GetFullPath(assembly)).GetExportedTypes()
            .Where(type => !type.IsAbstract && Attribute(type, "CmdletAttribute") is not null)
            .OrderBy(CmdletName, StringComparer.Ordinal).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in cmdlets)
        {
            names[TypeId(type)] = CmdletName(type);
            foreach (var property in Parameters(type)) names[PropertyId(property)] = "-" + property.Name;
        }
        // Output types are documented where they are written: in our own assemblies.
        var own = Path.GetFileName(assembly).Split('.')[0] + ".";
        var files = references.Where(file => Path.GetFileName(file).StartsWith(own, StringComparison.Ordinal))
            .Append(assembly).Select(file => Path.ChangeExtension(file, ".xml")).Distinct().Where(File.Exists);
        var docs = new DocComments(files, names);
        return [.. cmdlets.Select(type => Cmdlet(type, docs))];
    }

    private static CmdletHelp Cmdlet(Type type, DocComments docs)
    {
        var cmdlet = Attribute(type, "CmdletAttribute")!;
        var parameters = Parameters(type).Select(property => Parameter(property, docs)).ToList();
        if (Value(cmdlet, "SupportsShouldProcess") is true) parameters.AddRange([WhatIf, Confirm]);
        var standard = Value(cmdlet, "DefaultParameterSetName") as string;
        var sets = parameters.SelectMany(parameter => parameter.Uses).Select(use => use.Set)
            .Where(set => set != CmdletHelp.AllSets).Distinct().ToList();
        if (standard is not null) sets = [standard, .. sets.Where(set => set != standard)];
        if (sets.Count == 0) sets.Add(CmdletHelp.AllSets);
        var id = TypeId(type);
        var summary = docs.Paragraphs(id, "summary");
        var remarks = docs.Paragraphs(id, "remarks");
        return new CmdletHelp(
            CmdletName(type), string.Join(' ', summary), remarks.Count > 0 ? remarks : summary, sets, parameters,
            [.. Inputs(parameters)], [.. Outputs(type, docs)], docs.Examples(id), docs.Links(id));
    }

    private static ParameterHelp Parameter(PropertyInfo property, DocComments docs)
    {
        var uses = property.CustomAttributes.Where(data => Is(data, "ParameterAttribute"))
            .Select(data => new ParameterUse(
                Value(data, "ParameterSetName") as string ?? CmdletHelp.AllSets,
                Value(data, "Mandatory") is true,
                Value(data, "Position") is int position and >= 0 ? position : null,
                Value(data, "ValueFromPipeline") is true,
                Value(data, "ValueFromPipelineByPropertyName") is true)).ToList();
        var type = property.PropertyType;
        var isSwitch = type.FullName == Automation + "SwitchParameter";
        var standard = Attribute(property, "PSDefaultValueAttribute") is { } data
            ? Convert.ToString(Value(data, "Help") ?? Value(data, "Value"), CultureInfo.InvariantCulture) : null;
        return new ParameterHelp(
            property.Name, ShortName(type), FullName(type), isSwitch,
            docs.Paragraphs(PropertyId(property), "summary"), [.. Strings(Attribute(property, "AliasAttribute"))],
            [.. Values(property)], standard ?? (isSwitch ? "False" : "None"),
            Attribute(property, "SupportsWildcardsAttribute") is not null, uses);
    }

    private static IEnumerable<TypeHelp> Inputs(IEnumerable<ParameterHelp> parameters) => parameters
        .Select(parameter => (
            parameter.FullType, parameter.Name,
            ByValue: parameter.Uses.Any(use => use.ByValue), ByName: parameter.Uses.Any(use => use.ByPropertyName)))
        .Where(input => input.ByValue || input.ByName)
        .GroupBy(input => input.FullType.Replace("[]", "", StringComparison.Ordinal), StringComparer.Ordinal)
        .Select(group => new TypeHelp(group.Key, string.Join(' ', group.Select(input =>
            input.ByValue ? $"Any object of this type is taken as -{input.Name}."
            : $"A property {input.Name} is taken as -{input.Name}."))));

    private static IEnumerable<TypeHelp> Outputs(Type type, DocComments docs) => type.CustomAttributes
        .Where(data => Is(data, "OutputTypeAttribute"))
        .SelectMany(data => Flatten(data.ConstructorArguments))
        .Select(value => value is Type output
            ? new TypeHelp(FullName(output), string.Join(' ', docs.Paragraphs(TypeId(output), "summary")))
            : new TypeHelp((string)value, string.Join(' ', docs.Paragraphs("T:" + value, "summary"))))
        .DistinctBy(output => output.Name);

    private static IEnumerable<PropertyInfo> Parameters(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => Attribute(property, "ParameterAttribute") is not null);

    private static IEnumerable<string> Values(PropertyInfo property)
    {
        var type = property.PropertyType;
        while (type.HasElementType || type.IsGenericType)
            type = type.HasElementType ? type.GetElementType()! : type.GetGenericArguments()[0];
        return Attribute(property, "ValidateSetAttribute") is { } set ? Strings(set)
            : type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name)
            : [];
    }

    private static ParameterHelp Switch(string name, string alias, string text) => new(
        name, "SwitchParameter", Automation + "SwitchParameter", true, [text], [alias], [], "False", false, Named);

    private static string CmdletName(Type type) =>
        string.Join('-', Attribute(type, "CmdletAttribute")!.ConstructorArguments.Select(argument => argument.Value));

    private static string TypeId(Type type) => "T:" + Definition(type).FullName!.Replace('+', '.');

    private static string PropertyId(PropertyInfo property) =>
        "P:" + Definition(property.DeclaringType!).FullName!.Replace('+', '.') + "." + property.Name;

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string ShortName(Type type) => Name(type, named => named.Name);

    private static string FullName(Type type) => Name(type, named => named.FullName!);

    private static string Name(Type type, Func<Type, string> name)
    {
        if (type.IsArray) return Name(type.GetElementType()!, name) + "[]";
        if (!type.IsGenericType) return name(type);
        var arguments = type.GetGenericArguments();
        if (type.GetGenericTypeDefinition().FullName == "System.Nullable`1") return Name(arguments[0], name);
        return name(type.GetGenericTypeDefinition()).Split('`')[0]
            + "[" + string.Join(',', arguments.Select(argument => Name(argument, name))) + "]";
    }

    // Types of a load context for inspection are not those of this process, so they are known by their names.
    private static bool Is(CustomAttributeData data, string name) => data.AttributeType.FullName == Automation + name;

    private static CustomAttributeData? Attribute(MemberInfo member, string name)
    {
        for (var current = member; current is not null; current = (current as Type)?.BaseType)
            if (current.CustomAttributes.FirstOrDefault(data => Is(data, name)) is { } found)
                return found;
        return null;
    }

    private static object? Value(CustomAttributeData data, string name) =>
        data.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => argument.TypedValue.Value)
        .FirstOrDefault();

    private static IEnumerable<string> Strings(CustomAttributeData? data) =>
        data is null ? [] : Flatten(data.ConstructorArguments).OfType<string>();

    private static IEnumerable<object> Flatten(IEnumerable<CustomAttributeTypedArgument> arguments) => arguments
        .SelectMany(argument => argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> list
            ? Flatten(list) : argument.Value is { } value ? [value] : []);
}
