namespace AzMigrate.Peers;

/// <summary>Runs where sshd can be started, and in CI always: there its absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshdFactAttribute : FactAttribute
{
    public SshdFactAttribute()
    {
        if (!Sshd.CanRun && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "It needs /usr/sbin/sshd (openssh-server) and root.";
    }
}
