using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Credentials;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that can contact live sources. It never asks for what is missing.</summary>
public abstract class LiveSourceCommand : ProjectCommand
{
    /// <summary>
    /// The credential in force for a source: the session's, else what its reference leads to; null where there is none
    /// and none is needed.
    /// </summary>
    /// <exception cref="MigrateException"><c>Source.CredentialMissing</c> and others of the reference.</exception>
    private protected SourceCredential? CredentialOf(SourceSettings source, PSCredential? given = null)
    {
        var credential = given ?? (source is MigrateSource saved ? Session.Current.CredentialOf(saved) : null);
        if (credential is not null)
            return SessionCredentials.Of(credential);
        if (source.CredentialReference is { } reference)
            return CredentialResolver.Resolve(
                CredentialReference.Parse(reference), new SessionCredentials(InvokeCommand));
        return !source.Connection.NeedsCredential ? null : throw new MigrateException(
            "Source.CredentialMissing",
            $"This session has no credential for the source '{source.Name}', and it has no reference to one.",
            $"Give one for the session with Set-MigrateSource {source.Name} -Credential, or for good with "
            + "-CredentialReference.",
            source.Name);
    }

    /// <summary>Opens a source, works with it and closes it again, which logs out.</summary>
    private protected T WithLive<T>(
        SourceSettings source, SourceCredential? credential, Func<IDiscoverySource, CancellationToken, Task<T>> work)
    {
        var live = Open(source, credential);
        return Await(async token =>
        {
            await using (live.ConfigureAwait(false))
                return await work(live, token).ConfigureAwait(false);
        });
    }

    /// <summary>Opens a source; nothing is sent yet. The caller closes it.</summary>
    private protected IDiscoverySource Open(SourceSettings source, SourceCredential? credential)
    {
        var user = credential is null ? "" : " as " + credential.UserName;
        WriteVerbose($"{source.Name}: connecting to {source.Server}{user}.");
        return RequireProject().Sources.Open(source, credential, WriteProblem, call => TryWriteVerbose(
            FormattableString.Invariant($"{source.Name}: {call.Name} took {call.Duration.TotalSeconds:F3} s.")));
    }

    /// <summary>All checks of a source; what cannot even be tried is a check that did not pass.</summary>
    private protected IReadOnlyList<SourceCheck> Check(SourceSettings source, PSCredential? given = null)
    {
        var step = "Credential";
        try
        {
            var credential = CredentialOf(source, given);
            step = "Connection";
            return WithLive(source, credential, (live, token) => live.TestAsync(token))
                .Select(check => check with { Source = source.Name }).ToList();
        }
        catch (MigrateException failure)
        {
            return [new SourceCheck(step, false, failure.Message, failure.Remedy) { Source = source.Name }];
        }
    }

    /// <summary>A reference as it is stored: the path of a file is taken relative to the session's location.</summary>
    private protected string? StoredReference(string? reference) =>
        reference is null ? null
        : reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && reference.Length > 5
            ? "file:" + ResolveOutputPath(reference.Substring(5))
            : reference;

    /// <summary>Sources by name; a name without wildcards that no source has is a non-terminating error.</summary>
    private protected IReadOnlyList<MigrateSource> FindSources(params string[] names)
    {
        var project = RequireProject();
        var found = project.Sources.Get(names);
        foreach (var name in names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (!found.Any(source => string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                WriteError(new MigrateException(
                    "Source.NotFound", $"The project {project.Name} has no source '{name}'.",
                    "List the sources with Get-MigrateSource, or add it with Add-MigrateSource.", name));
            }
        }

        return found;
    }
}
