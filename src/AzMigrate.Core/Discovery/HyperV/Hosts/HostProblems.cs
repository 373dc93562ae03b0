namespace AzMigrate.Discovery.HyperV.Hosts;

/// <summary>What is said of hosts. An error makes a discovery incomplete, so that no machine counts as gone.</summary>
internal static class HostProblems
{
    public static MigrateProblem Unreadable(string host, MigrateException error) => new()
    {
        Severity = ProblemSeverity.Error, Code = error.Code, Message = error.Message,
        Remedy = error.Remedy ?? "Run Test-MigrateSource.", Target = host,
    };

    public static MigrateProblem NodeDown(string node, string? cluster) => new()
    {
        Severity = ProblemSeverity.Error, Code = "HyperV.NodeDown",
        Message = $"{node} of the failover cluster {cluster} is down; the machines that are on it alone were not read.",
        Remedy = "Start the node, or evict it from the cluster; until then no machine counts as gone.", Target = node,
    };

    public static MigrateProblem ClusterUnreadable(string host, MigrateException error) => new()
    {
        Severity = ProblemSeverity.Error, Code = "HyperV.ClusterUnreadable",
        Message = $"{host} has the failover cluster feature, and the account may not read it: only the host itself was "
            + "read.",
        Remedy = "Give the account read access to the cluster: Grant-ClusterAccess -User DOMAIN\\account -ReadOnly. "
            + error.Remedy,
        Target = host,
    };

    public static MigrateProblem Warning(string code, string message, string remedy, string target) => new()
    {
        Severity = ProblemSeverity.Warning, Code = code, Message = message, Remedy = remedy, Target = target,
    };
}
