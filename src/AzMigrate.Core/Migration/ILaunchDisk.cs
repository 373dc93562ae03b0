using AzMigrate.Replication;

namespace AzMigrate.Migration;

/// <summary>A copied disk that is prepared before a machine is made of it.</summary>
internal interface ILaunchDisk : IDisposable
{
    /// <summary>Its content.</summary>
    IDiskSource Source { get; }

    /// <summary>Writes in place; offset and length are whole sectors of 512 bytes.</summary>
    Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default);
}
