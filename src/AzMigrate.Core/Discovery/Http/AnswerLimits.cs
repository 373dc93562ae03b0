namespace AzMigrate.Discovery.Http;

/// <summary>What an answer may cost.</summary>
internal record AnswerLimits
{
    /// <summary>Bytes of one answer, unpacked.</summary>
    public long AnswerBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of one object of an answer, which is held in memory.</summary>
    public long ObjectBytes { get; init; } = 64L << 20;

    /// <summary>Elements within elements.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>
    /// Bytes that must come within the connection's timeout: one byte a second for ever is no answer.
    /// </summary>
    public int BytesInTimeout { get; init; } = 16 << 10;
}
