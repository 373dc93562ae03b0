using System.Management.Automation;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>What Start-Transcript keeps of a session, with all that a group policy may have logged.</summary>
public sealed class TranscriptTests : IDisposable
{
    private const string Canary = "canary";
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-transcript-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PeerFact]
    public void A_transcript_never_has_the_password()
    {
        using var vcsim = Vcsim.Start("-machines", "20");
        using var engine = Engine.WithTranscripts(new TalkingHost());
        var password = new System.Security.SecureString();
        foreach (var character in Vcsim.Password)
            password.AppendChar(character);
        engine.Set("credential", new PSCredential(Vcsim.User, password));
        var transcript = Path.Combine(_folder, "transcript.txt");

        // A transcript shows an error by way of Out-String, whose module is not here: its words are written out below.
        engine.Invoke($$"""
            Start-Transcript -LiteralPath '{{transcript}}' -IncludeInvocationHeader | Out-Null
            $ErrorActionPreference = 'SilentlyContinue'
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            (Get-Module AzMigrate).LogPipelineExecutionDetails = $true
            Connect-MigrateProject '{{Path.Combine(_folder, "contoso")}}' -Create | Out-Default
            Add-MigrateSource vc1 {{vcsim.Front}} -CertificateThumbprint {{vcsim.Thumbprint}} -Credential $credential -Test -Verbose -Debug | Out-Default
            Test-MigrateSource vc1 | Out-Default
            Start-MigrateDiscovery vc1 | Out-Default
            Update-MigratePerformance vc1 -BackFill 01:00:00 | Out-Default
            Add-MigrateSource wrong {{vcsim.Front}} -CertificateThumbprint {{new string('0', 64)}} -Credential $credential | Out-Default
            Start-MigrateDiscovery wrong | Out-Default
            Get-MigrateSource | Set-MigrateSource -Credential $credential -PassThru | Out-Default
            $credential | Out-Default
            $Error.ForEach({ "$($_.FullyQualifiedErrorId) $($_.Exception) $($_.ErrorDetails) $($_.ScriptStackTrace) $($_.TargetObject)" }) | Out-Default
            Stop-Transcript | Out-Null
            """).MustEnd();

        var text = File.ReadAllText(transcript);
        Assert.Contains("Source.CertificateInvalid,", text, StringComparison.Ordinal);
        Assert.Contains("VERBOSE: vc1: RetrievePropertiesEx took", text, StringComparison.Ordinal);
        Assert.Contains("another certificate", text, StringComparison.Ordinal);
        Assert.Contains(Vcsim.User, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, text, StringComparison.OrdinalIgnoreCase);
    }
}
