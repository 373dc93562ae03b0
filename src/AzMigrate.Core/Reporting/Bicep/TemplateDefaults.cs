namespace AzMigrate.Reporting.Bicep;

/// <summary>What the template's parameters have where nothing is given; null where something has to be.</summary>
/// <param name="Location">Region.</param>
/// <param name="SubnetId">Resource id of the subnet.</param>
/// <param name="StorageAccountId">Resource id of the storage account of the page blobs.</param>
/// <param name="ContainerUri">Address of their container, without a slash at its end.</param>
internal sealed record TemplateDefaults(
    string Location, string? SubnetId = null, string? StorageAccountId = null, string? ContainerUri = null);
