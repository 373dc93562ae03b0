using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>What can go wrong with a host over SSH, in words, each with what to do.</summary>
internal static class SshErrors
{
    public static MigrateException Unreachable(HostAddress host, string what, Exception? cause = null) => new(
        "Source.Unreachable", $"{host} cannot be reached: {what}.",
        $"Check the host's name, its state and firewalls between: its SSH port {host.Port} has to be open from here.",
        host.Key, cause);

    public static MigrateException TooSlow(HostAddress host, string step, TimeSpan timeout) => new(
        "Source.Unreachable",
        FormattableString.Invariant($"{host} did not end {step} in {timeout.TotalSeconds:0} seconds."),
        "Look at the host's load and at the network; -Timeout gives it more time, -ThrottleLimit asks fewer hosts at "
        + "once.",
        host.Key);

    public static MigrateException LoginFailed(HostAddress host, string user, string what) => new(
        "Source.LoginFailed", $"{host} refused the login of {user}: {what}.",
        "Check the user's name, the key or password, and on the host authorized_keys and the log of sshd. It was tried "
        + "once only, so that no account is locked.", host.Key);

    public static MigrateException NotTried(HostAddress host, string user) => new(
        "Source.LoginFailed",
        $"{host} was not tried: the password of {user} was refused by the first hosts, and more tries may lock the "
        + "account.",
        "Check the credential with Test-MigrateSource, and run the command again.", host.Key);

    public static MigrateException HostKeyUnknown(HostAddress host, string fingerprint) => new(
        "Source.HostKeyUnknown", $"{host} is not among the known hosts. Its key has the fingerprint {fingerprint}.",
        "Compare the fingerprint with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub) and log in "
        + "once with ssh, or give a file with -KnownHosts, or trust hosts at the first meeting with -AcceptNewHostKey.",
        host.Key);

    public static MigrateException HostKeyChanged(HostAddress host, string fingerprint) => new(
        "Source.HostKeyChanged",
        $"The key of {host} is not the one that is known: somebody may listen in. It has the fingerprint "
        + $"{fingerprint}.",
        "Find out why it changed. If the host was installed anew, remove its old key with ssh-keygen -R "
        + $"'{KnownHosts.NameOf(host)}' -f <file of known hosts>: your own, or known_hosts in the project's folder. If "
        + "it was started from a rescue system, compare the fingerprint with the one at its console and put that key "
        + "beside the old one, by ssh-keyscan or in a file for Set-MigrateSource -KnownHosts (docs/linux.md).",
        host.Key);

    public static MigrateException HostKeyRevoked(HostAddress host, string fingerprint) => new(
        "Source.HostKeyChanged", $"The key of {host} is marked as revoked. It has the fingerprint {fingerprint}.",
        "Give the host a new key, and make that one known.", host.Key);

    public static MigrateProblem HostKeyAccepted(HostAddress host, string fingerprint) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Source.HostKeyAccepted",
        Message = $"{host} was met for the first time and is trusted from now on by its key {fingerprint}.",
        Remedy = "Compare the fingerprint with the host's own.",
        Target = host.Key,
    };

    public static MigrateException ShellUnusable(HostAddress host, string said) => new(
        "Source.ShellUnusable",
        $"{host} did not run /bin/sh for the user{(said.Length > 0 ? $"; it said: {said}" : "")}.",
        "Give the user a login shell that runs commands, and check that no ForceCommand of sshd replaces them.",
        host.Key);

    public static MigrateException NotLinux(HostAddress host, string system) => new(
        "Source.NotLinux", $"{host} runs {system}, not Linux.", "Take it out of the source.", host.Key);

    public static MigrateException AnswerInvalid(HostAddress host, string what) => new(
        "Source.AnswerInvalid", $"The answer of {host} cannot be used: {what}.",
        "Run Test-MigrateSource; when it stays, look at what the user's login prints and at the host's load.",
        host.Key);
}
