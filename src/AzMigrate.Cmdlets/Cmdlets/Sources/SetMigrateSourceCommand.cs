using System.Management.Automation;
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
public sealed class SetMigrateSourceCommand : SourceInputCommand
{
    /// <summary>Name or https address of the vCenter Server or ESXi host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VMware { get; set; }

    /// <summary>User name and password, for this session.</summary>
    [Parameter]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Where user name and password are found at use; an empty text takes the reference away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? CredentialReference { get; set; }

    /// <summary>SHA-256 thumbprint of the server's certificate; an empty text goes back to the system's trust.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Address of the proxy; $null goes back to the system's.</summary>
    [Parameter]
    [AllowNull]
    public Uri? Proxy { get; set; }

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
        var given = MyInvocation.BoundParameters;
        var saved = RequireProject().Sources.Save(new SourceSettings
        {
            Name = source.Name,
            VMware = source.VMware with
            {
                Server = VMware ?? source.VMware.Server,
                CertificateThumbprint = given.ContainsKey(nameof(CertificateThumbprint))
                    ? NullIfEmpty(CertificateThumbprint) : source.VMware.CertificateThumbprint,
                Proxy = given.ContainsKey(nameof(Proxy)) ? Proxy : source.VMware.Proxy,
            },
            CredentialReference = given.ContainsKey(nameof(CredentialReference))
                ? StoredReference(NullIfEmpty(CredentialReference)) : source.CredentialReference,
        });
        if (Credential is not null)
            Session.Current.Remember(saved.Source, Credential);
        if (PassThru)
            WriteObject(saved.Source);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
