using AzMigrate.Discovery;
using AzMigrate.Discovery.Credentials;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Tests.Discovery.Linux.Peer;

/// <summary>How a test's server is reached.</summary>
internal static class SshdConnections
{
    /// <summary>By the user's key.</summary>
    public static LinuxConnection Connection(this Sshd sshd, params string[] hosts) => new()
    {
        Hosts = hosts, Port = sshd.Port, UserName = sshd.User, KeyFile = sshd.Key, KnownHosts = sshd.KnownHosts,
        // Longer than anything takes on the busiest machine.
        Timeout = TimeSpan.FromMinutes(5),
    };

    public static SourceCredential Credential(string user, string secret) =>
        new(user, CredentialResolver.Secure(secret));
}
