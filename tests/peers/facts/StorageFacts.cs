namespace AzMigrate.Peers;

/// <summary>Runs where the emulator of blob storage is, and in CI always: there its absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StorageFactAttribute : FactAttribute
{
    public StorageFactAttribute() => Skip = PeerPrograms.WhyNoStorage;
}

/// <inheritdoc cref="StorageFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StorageTheoryAttribute : TheoryAttribute
{
    public StorageTheoryAttribute() => Skip = PeerPrograms.WhyNoStorage;
}
