namespace AzMigrate.Peers;

/// <summary>Runs where the peers are built, and in CI always: there their absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = PeerPrograms.WhyNot;
}

/// <inheritdoc cref="PeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = PeerPrograms.WhyNot;
}
