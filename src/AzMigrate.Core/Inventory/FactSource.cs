namespace AzMigrate.Inventory;

/// <summary>Where one fact of a machine comes from.</summary>
/// <param name="Fact">Name of the machine's property, such as <c>MemoryMiB</c>.</param>
/// <param name="RecordId">Id of the record that says so.</param>
/// <param name="ObservedAt">When that record's source described it last, in UTC.</param>
/// <param name="Rule">The rule by which this record was taken: M1 to M12 of <c>docs/machines.md</c>.</param>
public sealed record FactSource(string Fact, string RecordId, DateTimeOffset ObservedAt, string Rule);
