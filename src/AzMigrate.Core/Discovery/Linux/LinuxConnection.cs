using AzMigrate.Discovery.Hosts;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux;

/// <summary>How Linux servers are reached over SSH. One source has as many hosts as are reached alike.</summary>
public sealed record LinuxConnection : SourceConnection
{
    /// <summary>
    /// Hosts: <c>name</c>, <c>name:port</c>, <c>user@name</c>, <c>[IPv6]:port</c>, and ranges such as
    /// <c>web[01-20].corp.example</c> and <c>10.1.2.10-40</c>. One that is named twice counts once.
    /// </summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Port of the hosts that name none.</summary>
    public int Port { get; init; } = 22;

    /// <summary>
    /// Who logs in where the host names nobody; null for the credential's user, without one for the user that runs us.
    /// </summary>
    public string? UserName { get; init; }

    /// <summary>
    /// Path of the private key; the credential's password is its passphrase then. Null to log in by password.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>
    /// Host that connects to the others, such as <c>user@bastion:22</c>, with the same key or password; null for none.
    /// </summary>
    public string? JumpHost { get; init; }

    /// <summary>
    /// Path of the file of host keys that are trusted; null for <c>~/.ssh/known_hosts</c> of whoever runs us.
    /// </summary>
    public string? KnownHosts { get; init; }

    /// <summary>
    /// True to trust a host that is met for the first time; its key is kept in the project then. A key that is another
    /// one than before is refused whatever is said here.
    /// </summary>
    public bool AcceptNewHostKey { get; init; }

    /// <summary>
    /// True to read UUID and serial number by <c>sudo -n</c>, which the host has to allow without a password.
    /// </summary>
    public bool UseSudo { get; init; }

    /// <summary>How many hosts are visited side by side, 1 to 256; each host by one connection only.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>Time for connecting and login, and again for the answer, after which a host counts as gone.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The hosts of this connection and of another that is like it but for hosts, port and user; those of the other
    /// keep its port and user.
    /// </summary>
    /// <param name="other">The other.</param>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c>.</exception>
    public LinuxConnection And(LinuxConnection other)
    {
        var user = other.UserName == UserName ? null : other.UserName;
        return this with
        {
            Hosts = [.. Hosts, .. other.Port == Port && user is null
                ? other.Hosts : HostList.Parse(other.Hosts, other.Port).Select(host => Spelt(host, user))],
        };

        static string Spelt(HostAddress host, string? user) =>
            (host.User ?? user) is { } name ? $"{name}@{host.Key}" : host.Key;
    }

    /// <inheritdoc/>
    public override SourceKind Kind => SourceKind.Linux;

    /// <inheritdoc/>
    public override string Address
    {
        get
        {
            var hosts = HostList.Parse(Hosts, Port);
            return hosts.Count == 1 ? hosts[0].ToString()
                : FormattableString.Invariant($"{hosts[0]} and {hosts.Count - 1} more");
        }
    }

    /// <summary>False where a key file is given: it may have no passphrase.</summary>
    public override bool NeedsCredential => KeyFile is null;

    /// <summary>Refuses settings that cannot be right.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.AddressInvalid</c>, <c>Source.UserNameInvalid</c>, <c>Source.ParallelInvalid</c>,
    /// <c>Source.TimeoutInvalid</c>.
    /// </exception>
    public override void Check()
    {
        HostList.Parse(Hosts, Port);
        if (JumpHost is { } jump)
            HostList.ParseOne(jump, 22);
        if (UserName is { } user && !HostList.IsUser(user))
            throw new MigrateException(
                "Source.UserNameInvalid", "What was given as the user's name cannot be one.",
                "Give the name alone; the password goes into the credential.");
        if (Parallel is < 1 or > 256)
            throw new MigrateException(
                "Source.ParallelInvalid",
                FormattableString.Invariant($"{Parallel} hosts cannot be visited side by side."),
                "Give a number from 1 to 256; some 8 for each processor here are of use.");
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromHours(1))
            throw new MigrateException(
                "Source.TimeoutInvalid", $"The source's time-out of {Timeout} is not between a second and an hour.",
                "Give a time-out such as 00:01:00.");
    }

    /// <inheritdoc/>
    public override IDiscoverySource Open(SourceOpening opening) => new LinuxSource(this, opening);
}
