using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Discovery.HyperV;
using AzMigrate.Discovery.Linux;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.Windows;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Changes how live sources are reached, or gives their credential for this session.</summary>
/// <remarks>What is not given stays. -Credential is kept for this session alone and is never stored.</remarks>
/// <example>
/// <code>Set-MigrateSource vc1 -CredentialReference vault:Migration/vc1</code>
/// <para>Takes the credential from a SecretManagement vault from now on.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource vc1 | Set-MigrateSource -Proxy http://proxy.corp.example:3128 -PassThru</code>
/// <para>Reaches the server by a proxy.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "MigrateSource", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(MigrateSource))]
public sealed partial class SetMigrateSourceCommand : SourceInputCommand
{
    private static readonly Dictionary<SourceKind, string[]> ParametersOf = new()
    {
        [SourceKind.Linux] = LinuxParameters,
        [SourceKind.VMware] = VMwareParameters,
        [SourceKind.Windows] = WindowsParameters,
        [SourceKind.HyperV] = HyperVParameters,
    };

    /// <summary>User name and password, for this session; the user name alone asks for the password.</summary>
    [Parameter]
    [AskedCredential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Where user name and password are found at use; an empty text takes the reference away.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(CredentialReferenceCompleter))]
    public string? CredentialReference { get; set; }

    /// <summary>Returns the sources as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var source in InputSources())
        {
            if (ShouldProcess(source.Name, "Set source"))
                Try(() => Set(source));
        }
    }

    private void Set(MigrateSource source)
    {
        var saved = RequireProject().Sources.Save(new SourceSettings
        {
            Name = source.Name,
            Connection = Changed(source),
            CredentialReference = IsGiven(nameof(CredentialReference))
                ? StoredReference(NullIfEmpty(CredentialReference)) : source.CredentialReference,
        });
        if (Credential is not null)
            Session.Current.Remember(saved.Source, Credential);
        if (PassThru)
            WriteObject(saved.Source);
    }

    // What belongs to another kind of source is an error, not a parameter that does nothing.
    private SourceConnection Changed(MigrateSource source)
    {
        var other = ParametersOf.Values.SelectMany(names => names).Except(ParametersOf[source.Kind])
            .FirstOrDefault(IsGiven);
        if (other is not null)
            throw new MigrateException(
                "Source.ParameterOfOtherKind",
                $"The source '{source.Name}' is of the kind {source.Kind}; -{other} is not for it.",
                "See Get-Help Set-MigrateSource -Parameter *.", source.Name);
        return source.Connection switch
        {
            LinuxConnection linux => Changed(linux),
            VMwareConnection vmware => Changed(vmware),
            WindowsConnection windows => Changed(windows),
            HyperVConnection hyperV => Changed(hyperV),
            _ => source.Connection,
        };
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
