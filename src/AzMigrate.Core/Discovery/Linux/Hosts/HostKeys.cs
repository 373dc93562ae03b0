using System.Text;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>Decides which hosts' keys are trusted, and keeps the new ones where that is asked for.</summary>
internal sealed class HostKeys
{
    private readonly object _gate = new();
    private readonly bool _acceptNew;
    private readonly string? _ownFile;
    private readonly Action<MigrateProblem>? _warn;
    private readonly Lazy<KnownHosts> _known;

    public HostKeys(LinuxConnection connection, SourceOpening opening)
    {
        _acceptNew = connection.AcceptNewHostKey;
        _ownFile = opening.Folder is null ? null : Path.Combine(opening.Folder, "known_hosts");
        _warn = opening.Warn;
        var usersFile = connection.KnownHosts
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");
        _known = new Lazy<KnownHosts>(() =>
        {
            var known = new KnownHosts();
            known.Read(usersFile);
            if (_ownFile is not null)
                known.Read(_ownFile);
            return known;
        });
    }

    /// <summary>Types of the keys by which the host is known; empty for a new one.</summary>
    public IReadOnlyList<string> KeyTypesOf(HostAddress host) => _known.Value.KeyTypesOf(host);

    /// <summary>Why a host's key is refused; null when it is trusted.</summary>
    public MigrateException? Refusal(HostAddress host, byte[] key)
    {
        lock (_gate)
        {
            switch (_known.Value.Judge(host, key))
            {
                case HostKeyVerdict.Trusted:
                    return null;
                case HostKeyVerdict.Unknown when _acceptNew:
                    Accept(host, key);
                    return null;
                case HostKeyVerdict.Unknown:
                    return SshErrors.HostKeyUnknown(host, KnownHosts.Fingerprint(key));
                case HostKeyVerdict.Revoked:
                    return SshErrors.HostKeyRevoked(host, KnownHosts.Fingerprint(key));
                default:
                    return SshErrors.HostKeyChanged(host, KnownHosts.Fingerprint(key));
            }
        }
    }

    private void Accept(HostAddress host, byte[] key)
    {
        var line = KnownHosts.LineOf(host, key);
        if (_ownFile is not null)
        {
            using var file = new FileStream(_ownFile, FileMode.Append, FileAccess.Write, FileShare.Read);
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            file.Write(bytes, 0, bytes.Length);
        }

        _known.Value.Add(line);
        _warn?.Invoke(SshErrors.HostKeyAccepted(host, KnownHosts.Fingerprint(key)));
    }
}
