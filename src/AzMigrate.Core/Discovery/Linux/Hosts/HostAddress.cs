namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>One host of a source.</summary>
/// <param name="User">Who logs in; null where the host names nobody.</param>
/// <param name="Host">Name in small letters, or IP address without brackets.</param>
/// <param name="Port">TCP port.</param>
internal sealed record HostAddress(string? User, string Host, int Port)
{
    private const int SshPort = 22;

    /// <summary>By which the host is known in the source, whoever logs in; also the native id of its machine.</summary>
    public string Key => FormattableString.Invariant($"{Bracketed}:{Port}");

    /// <summary>The name under which <c>known_hosts</c> has the host.</summary>
    public string KnownHostsName => Port == SshPort ? Host : FormattableString.Invariant($"[{Host}]:{Port}");

    private string Bracketed => Host.Contains(':') ? $"[{Host}]" : Host;

    /// <summary>As people are shown it: the port only where it is not SSH's own.</summary>
    public override string ToString() => Port == SshPort ? Host : Key;
}
