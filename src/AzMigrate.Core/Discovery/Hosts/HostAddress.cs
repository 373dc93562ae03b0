namespace AzMigrate.Discovery.Hosts;

/// <summary>One host of a source.</summary>
/// <param name="User">Who logs in; null where the host names nobody.</param>
/// <param name="Host">Name in small letters, or IP address without brackets.</param>
/// <param name="Port">TCP port.</param>
/// <param name="UsualPort">The port that is not shown.</param>
internal sealed record HostAddress(string? User, string Host, int Port, int UsualPort = 22)
{
    /// <summary>By which the host is known in the source, whoever logs in; also the native id of its machine.</summary>
    public string Key => FormattableString.Invariant($"{Bracketed}:{Port}");

    private string Bracketed => Host.Contains(':') ? $"[{Host}]" : Host;

    /// <summary>As people are shown it: the port only where it is not the usual one.</summary>
    public override string ToString() => Port == UsualPort ? Host : Key;
}
