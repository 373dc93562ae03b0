using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Adds a live source of machines: a vCenter Server, an ESXi host, Hyper-V hosts, or Linux or Windows servers.
/// </summary>
/// <remarks>
/// The server is not contacted unless -Test is given. The name declares the source: on an existing name the source is
/// set to these settings, and a warning says so; -NoClobber makes that an error. The project never holds a secret:
/// -Credential is kept for this session alone, -CredentialReference says where one is found whenever it is needed.
/// Servers that are reached alike make one source: those off the pipeline add up to the source of their name. Windows
/// servers need no credential where the account that runs the command may log in, such as a group managed service
/// account.
/// </remarks>
/// <example>
/// <code>Add-MigrateSource -Name vc1 -VMware vc1.corp.example -CredentialReference env:VC_USER/VC_PASSWORD</code>
/// <para>Adds a vCenter whose user name and password are in two environment variables of whoever runs the
/// discovery.</para>
/// </example>
/// <example>
/// <code>
/// Add-MigrateSource -Name lab -VMware https://esx7.lab.example:8443 -CertificateThumbprint ('AB' * 32) `
///     -CredentialReference vault:Migration/esx7
/// </code>
/// <para>Adds a host with a self-signed certificate, and a credential from a SecretManagement vault.</para>
/// </example>
/// <example>
/// <code>
/// Add-MigrateSource -Name linux -Linux 'web[01-20].corp.example', 'azmigrate@10.1.2.3:2222' -KeyFile ./id_azmigrate `
///     -JumpHost admin@bastion.corp.example
/// </code>
/// <para>Adds 21 Linux servers behind a jump host. A passphrase of the key is the password of the source's
/// credential.</para>
/// </example>
/// <example>
/// <code>
/// [pscustomobject]@{ Linux = 'web1' }, [pscustomobject]@{ Linux = 'web2'; Port = 2222 } |
///     Add-MigrateSource -Name linux -CredentialReference vault:Migration/linux
/// </code>
/// <para>Adds the hosts of all records, which may come from Import-Csv, as one source; with a column Name, a source for
/// each name.</para>
/// </example>
/// <example>
/// <code>
/// Add-MigrateSource -Name win -Windows 'web[01-20].corp.example', sql1.corp.example -UseSsl `
///     -CredentialReference vault:Migration/win
/// </code>
/// <para>Adds 21 Windows servers that are asked by WinRM over HTTPS.</para>
/// </example>
/// <example>
/// <code>
/// Add-MigrateSource -Name hv -HyperV clu1.corp.example, 'hv[08-09].corp.example' -UseSsl `
///     -CredentialReference vault:Migration/hv
/// </code>
/// <para>Adds all nodes of a failover cluster, and two Hyper-V hosts.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "MigrateSource", SupportsShouldProcess = true, DefaultParameterSetName = VMwareSet)]
[OutputType(typeof(MigrateSource))]
public sealed partial class AddMigrateSourceCommand : LiveSourceCommand
{
    /// <summary>The source's name: the first part of its machines' identities.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>
    /// User name and password, for this session; the user name alone asks for the password. With -KeyFile the password
    /// is the passphrase of the key.
    /// </summary>
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

    /// <summary>
    /// Contacts the server first, and adds the source only when no check of Test-MigrateSource fails.
    /// </summary>
    [Parameter]
    public SwitchParameter Test { get; set; }

    /// <summary>Fails when the source exists.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == LinuxSet)
            TakeLinux();
        else if (ParameterSetName == WindowsSet)
            TakeWindows();
        else if (ParameterSetName == HyperVSet)
            TakeHyperV();
        else
            Save(Name, GivenVMware(), StoredReference(CredentialReference));
    }

    /// <inheritdoc/>
    protected override void End() => SaveHosts();

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
