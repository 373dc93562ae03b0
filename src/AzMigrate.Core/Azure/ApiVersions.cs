namespace AzMigrate.Azure;

/// <summary>
/// The version of each kind of resource in templates, and in requests where the SDK has no types of the kind, which
/// bring their own. The tests check each request's body against the version that it names.
/// </summary>
internal static class ApiVersions
{
    public const string Disks = "2024-03-02";
    public const string Machines = "2024-07-01";
    public const string Networks = "2024-05-01";
    public const string StorageAccounts = "2023-05-01";
    public const string PutPage = "2021-12-02";
}
