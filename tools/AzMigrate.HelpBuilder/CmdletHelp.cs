namespace AzMigrate.HelpBuilder;

/// <summary>What the help says of one cmdlet.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="Synopsis">One or two sentences; empty when the class has no summary.</param>
/// <param name="Description">Paragraphs.</param>
/// <param name="Sets">The parameter sets in the order of the syntax, the default one first.</param>
/// <param name="Parameters">The parameters in the order of the class, its own before those of its bases.</param>
/// <param name="Inputs">What the pipeline may carry in.</param>
/// <param name="Outputs">What the cmdlet writes.</param>
/// <param name="Examples">The examples in the order of the class.</param>
/// <param name="Links">Related cmdlets and addresses.</param>
public sealed record CmdletHelp(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<string> Sets,
    IReadOnlyList<ParameterHelp> Parameters,
    IReadOnlyList<TypeHelp> Inputs,
    IReadOnlyList<TypeHelp> Outputs,
    IReadOnlyList<ExampleHelp> Examples,
    IReadOnlyList<LinkHelp> Links)
{
    /// <summary>The name of the set that stands for every set.</summary>
    public const string AllSets = "__AllParameterSets";

    /// <summary>
    /// The parameters of one set as its syntax shows them: by position, then the required, then the rest.
    /// </summary>
    public IEnumerable<(ParameterHelp Parameter, ParameterUse Use)> Syntax(string set) =>
        Parameters
            .Select(parameter => (Parameter: parameter, Use: parameter.In(set)))
            .Where(pair => pair.Use is not null)
            .Select(pair => (pair.Parameter, Use: pair.Use!))
            .OrderBy(pair => pair.Use.Position ?? int.MaxValue)
            .ThenBy(pair => pair.Use.Required ? 0 : 1);
}

/// <summary>What the help says of one parameter.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="Type">The type as PowerShell shows it in a syntax, such as <c>String[]</c>.</param>
/// <param name="FullType">The type with its namespace.</param>
/// <param name="IsSwitch">Whether the parameter takes no value.</param>
/// <param name="Description">Paragraphs; empty when the property has no summary.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Values">The values that an enum or a set of values allows, else empty.</param>
/// <param name="Default">What holds when the parameter is not given, as text.</param>
/// <param name="Wildcards">Whether * and ? have their meaning.</param>
/// <param name="Uses">How each parameter set uses it.</param>
public sealed record ParameterHelp(
    string Name,
    string Type,
    string FullType,
    bool IsSwitch,
    IReadOnlyList<string> Description,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Values,
    string Default,
    bool Wildcards,
    IReadOnlyList<ParameterUse> Uses)
{
    /// <summary>How a set uses the parameter, or null when the parameter is not in the set.</summary>
    public ParameterUse? In(string set) =>
        Uses.FirstOrDefault(use => use.Set == set) ?? Uses.FirstOrDefault(use => use.Set == CmdletHelp.AllSets);
}

/// <summary>How one parameter set uses a parameter.</summary>
/// <param name="Set">The name of the set.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Position">The position, from 0; null when it is named only.</param>
/// <param name="ByValue">Whether objects of the pipeline are its value.</param>
/// <param name="ByPropertyName">Whether a property of the pipeline's objects is its value.</param>
public sealed record ParameterUse(string Set, bool Required, int? Position, bool ByValue, bool ByPropertyName)
{
    /// <summary>The words that PowerShell's help uses for the pipeline input.</summary>
    public string PipelineInput => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}

/// <summary>A type that goes in or comes out.</summary>
/// <param name="Name">With its namespace.</param>
/// <param name="Description">One sentence, or empty.</param>
public sealed record TypeHelp(string Name, string Description);

/// <summary>An example.</summary>
/// <param name="Title">The first sentence of what is said of it, without its full stop.</param>
/// <param name="Code">The lines as they are typed.</param>
/// <param name="Remarks">Paragraphs after the first sentence.</param>
public sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A related cmdlet or an address.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Address">An address, or empty for a cmdlet.</param>
public sealed record LinkHelp(string Text, string Address);
