using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Adds a live source of machines: a vCenter Server or an ESXi host.</summary>
/// <remarks>
/// The server is not contacted unless -Test is given. The name declares the source: on an existing name the source is
/// set to these settings, and a warning says so; -NoClobber makes that an error. The project never holds a secret:
/// -Credential is kept for this session alone, -CredentialReference says where one is found whenever it is needed.
/// </remarks>
/// <example>
/// <code>Add-MigrateSource -Name vc1 -VMware vc1.corp.example -CredentialReference env:VC_USER/VC_PASSWORD</code>
/// <para>Adds a vCenter whose user name and password are in two environment variables of whoever runs the discovery.</para>
/// </example>
/// <example>
/// <code>Add-MigrateSource -Name lab -VMware https://esx7.lab.example:8443 -CertificateThumbprint ('AB' * 32) -CredentialReference vault:Migration/esx7</code>
/// <para>Adds a host with a self-signed certificate, and a credential from a SecretManagement vault.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "MigrateSource", SupportsShouldProcess = true, DefaultParameterSetName = VMwareSet)]
[OutputType(typeof(MigrateSource))]
public sealed partial class AddMigrateSourceCommand : LiveSourceCommand
{
    /// <summary>The source's name: the first part of its machines' identities.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>User name and password, for this session; the user name alone asks for the password.</summary>
    [Parameter]
    [AskedCredential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Where user name and password are found at use: env:USERVARIABLE/PASSWORDVARIABLE, vault:VAULT/SECRET, file:PATH
    /// or automation:NAME.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialReferenceCompleter))]
    public string? CredentialReference { get; set; }

    /// <summary>Contacts the server first, and adds the source only when no check of Test-MigrateSource fails.</summary>
    [Parameter]
    public SwitchParameter Test { get; set; }

    /// <summary>Fails when the source exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Save(Name, GivenVMware(), StoredReference(CredentialReference));

    private void Save(string name, SourceConnection connection, string? reference)
    {
        var sources = RequireProject().Sources;
        var settings = new SourceSettings { Name = name, Connection = connection, CredentialReference = reference };
        sources.Check(settings);
        if (!ShouldProcess(name, $"Add source {settings.Server}") || (Test && !Passes(settings)))
            return;
        var saved = sources.Save(settings, NoClobber);
        if (Credential is not null)
            Session.Current.Remember(saved.Source, Credential);
        if (saved.Change == SourceChange.Updated)
            WriteWarning($"The source '{saved.Source.Name}' was there and now has these settings.");
        WriteObject(saved.Source);
    }

    private bool Passes(SourceSettings settings)
    {
        var failed = Check(settings, Credential).Where(check => check.Result == SourceCheckResult.Failed).ToList();
        foreach (var check in failed)
            WriteError(new MigrateException(
                "Source.CheckFailed", $"{settings.Name}, {check.Name}: {check.Detail}", check.Remedy, settings.Name));
        return failed.Count == 0;
    }
}
