using System.Security.Cryptography;
using System.Text;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>What the files of known hosts say of a host's key.</summary>
internal enum HostKeyVerdict
{
    /// <summary>The key is the host's.</summary>
    Trusted,

    /// <summary>No file knows the host.</summary>
    Unknown,

    /// <summary>The host is known by other keys.</summary>
    Changed,

    /// <summary>The key is marked as revoked.</summary>
    Revoked,
}

/// <summary>
/// Files of known hosts in OpenSSH's format (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): names plain, with wildcards and
/// exclusions, or hashed, <c>[name]:port</c>, <c>@revoked</c>. Lines of certificate authorities are passed over: hosts
/// are asked for plain keys.
/// </summary>
internal sealed class KnownHosts
{
    private const int SshPort = 22;
    private const int LongestFile = 64 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly List<Entry> _entries = [];

    // A pattern, or a salt and the hash of the name.
    private sealed record Entry(string Names, byte[] Key, bool IsRevoked);

    /// <summary>Takes the lines of a file in; a file that is not there has none.</summary>
    /// <exception cref="MigrateException"><c>Source.KnownHostsUnreadable</c>.</exception>
    public void Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > LongestFile)
                throw new IOException("it is too long");
            using var reader = new StreamReader(file, new UTF8Encoding(false));
            while (reader.ReadLine() is { } line)
                Add(line);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Source.KnownHostsUnreadable", $"The file of known hosts '{path}' cannot be read: {cause.Message}",
                "Check its path and rights, or give another one with -KnownHosts.", path, cause);
        }
    }

    /// <summary>Takes one line in; what is no key of a host is passed over, as ssh does.</summary>
    public void Add(string line)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var marker = words.Length > 0 && words[0].StartsWith("@", StringComparison.Ordinal) ? words[0] : null;
        var at = marker is null ? 0 : 1;
        if (words.Length < at + 3 || words[at][0] == '#' || marker is not (null or "@revoked"))
            return;
        try
        {
            lock (_gate)
                _entries.Add(new Entry(words[at], Convert.FromBase64String(words[at + 2]), marker is not null));
        }
        catch (FormatException)
        {
            // Not base64: no key.
        }
    }

    /// <summary>What is known of a host's key.</summary>
    public HostKeyVerdict Judge(HostAddress host, byte[] key)
    {
        var known = Of(host);
        if (known.Any(entry => entry.IsRevoked && entry.Key.SequenceEqual(key)))
            return HostKeyVerdict.Revoked;
        var keys = known.Where(entry => !entry.IsRevoked).ToList();
        return keys.Count == 0 ? HostKeyVerdict.Unknown
            : keys.Any(entry => entry.Key.SequenceEqual(key)) ? HostKeyVerdict.Trusted : HostKeyVerdict.Changed;
    }

    /// <summary>
    /// Types of the keys by which a host is known, such as <c>ssh-ed25519</c>: it has to be asked for one of them.
    /// </summary>
    public IReadOnlyList<string> KeyTypesOf(HostAddress host) =>
        Of(host).Where(entry => !entry.IsRevoked).Select(entry => TypeOf(entry.Key)).Distinct().ToList();

    /// <summary>The name that the files have for a host.</summary>
    public static string NameOf(HostAddress host) =>
        host.Port == SshPort ? host.Host : FormattableString.Invariant($"[{host.Host}]:{host.Port}");

    /// <summary>The line that makes a host's key known.</summary>
    public static string LineOf(HostAddress host, byte[] key) =>
        $"{NameOf(host)} {TypeOf(key)} {Convert.ToBase64String(key)}";

    /// <summary>A key's fingerprint as ssh shows it.</summary>
    public static string Fingerprint(byte[] key)
    {
        using var hash = SHA256.Create();
        return "SHA256:" + Convert.ToBase64String(hash.ComputeHash(key)).TrimEnd('=');
    }

    // A key begins with the length of its type's name and the name.
    private static string TypeOf(byte[] key)
    {
        if (key.Length < 4)
            return "";
        var length = (key[0] << 24) | (key[1] << 16) | (key[2] << 8) | key[3];
        return length is > 0 and < 100 && length <= key.Length - 4 ? Encoding.ASCII.GetString(key, 4, length) : "";
    }

    private List<Entry> Of(HostAddress host)
    {
        lock (_gate)
            return _entries.Where(entry => Matches(entry.Names, NameOf(host))).ToList();
    }

    private static bool Matches(string names, string name)
    {
        if (names[0] == '|')
            return IsHashOf(names, name);
        var found = false;
        foreach (var pattern in names.Split(','))
        {
            var excluded = pattern.Length > 0 && pattern[0] == '!';
            if (!IsMatch(excluded ? pattern.Substring(1) : pattern, name))
                continue;
            if (excluded)
                return false;
            found = true;
        }

        return found;
    }

    // |1|salt|HMAC-SHA1 of the name by the salt.
#pragma warning disable CA5350 // The format's own hash; it hides names and protects nothing.
    private static bool IsHashOf(string text, string name)
    {
        var parts = text.Split('|');
        if (parts.Length != 4 || parts[1] != "1")
            return false;
        try
        {
            using var hash = new HMACSHA1(Convert.FromBase64String(parts[2]));
            return hash.ComputeHash(Encoding.UTF8.GetBytes(name)).SequenceEqual(Convert.FromBase64String(parts[3]));
        }
        catch (FormatException)
        {
            return false;
        }
    }
#pragma warning restore CA5350

    private static bool IsMatch(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, mark = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, mark) = (p++, n);
            else if (p < pattern.Length && (pattern[p] == '?' || char.ToLowerInvariant(pattern[p]) == name[n]))
                (p, n) = (p + 1, n + 1);
            else if (star >= 0)
                (p, n) = (star + 1, ++mark);
            else
                return false;
        }

        return pattern.Skip(p).All(character => character == '*');
    }
}
