using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>Gets samples for a test of <see cref="HelpSampleUndocumentedCommand"/>.</summary>
/// <remarks>
/// <para>The first   paragraph has <c>code</c>, <see langword="null"/> and <see cref="Name"/>.</para>
/// <list type="bullet"><item>one</item><item><term>two</term><description>is more</description></item></list>
/// </remarks>
/// <example>
/// <code>
/// Get-HelpSample one |
///     Where-Object Name
/// </code>
/// <para>Gets one sample. Then filters it.</para>
/// <para>And says more.</para>
/// </example>
/// <example><code>Get-HelpSample -Id 7</code><para>Gets a sample by its id.</para></example>
/// <seealso cref="HelpSampleUndocumentedCommand"/>
/// <seealso href="https://learn.microsoft.com/powershell/">PowerShell</seealso>
[Cmdlet(VerbsCommon.Get, "HelpSample", DefaultParameterSetName = "ByName", SupportsShouldProcess = true)]
[OutputType(typeof(HelpSampleKind), typeof(string[]))]
public sealed class HelpSampleCommand : HelpSampleBase
{
    /// <summary>How much to say.</summary>
    [Parameter]
    [ValidateSet("Little", "Much")]
    [PSDefaultValue(Value = "Little")]
    public string Detail { get; set; } = "Little";

    /// <summary>The names; see <see cref="Kind"/>.</summary>
    [Parameter(Position = 0, ParameterSetName = "ByName", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("MachineName", "VM")]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ById", ValueFromPipelineByPropertyName = true)]
    public int? Id { get; set; }

    /// <summary>The kinds of sample.</summary>
    [Parameter(Position = 1)]
    public HelpSampleKind[]? Kind { get; set; }

    /// <summary>Not a parameter.</summary>
    public string? Other { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(Detail);
}

/// <summary>What the sample shares.</summary>
public abstract class HelpSampleBase : PSCmdlet
{
    /// <summary>Whether to hurry.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }
}

/// <summary>The kind of a sample.</summary>
public enum HelpSampleKind
{
    Small,
    Large,
}

[Cmdlet(VerbsCommon.Set, "HelpSample")]
public sealed class HelpSampleUndocumentedCommand : PSCmdlet
{
    [Parameter]
    public string? Name { get; set; }
}
