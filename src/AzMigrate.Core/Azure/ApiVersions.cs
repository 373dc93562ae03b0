namespace AzMigrate.Azure;

/// <summary>The version of each kind of resource that is spoken. The tests check each request's body against it.</summary>
internal static class ApiVersions
{
    public const string Disks = "2024-03-02";
    public const string Machines = "2024-07-01";
    public const string Networks = "2024-05-01";
    public const string Skus = "2021-07-01";
    public const string StorageAccounts = "2023-05-01";
    public const string PutPage = "2021-12-02";
    public const string ResourceGroups = "2021-04-01";
}
