using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>A disk whose flat files lie in a datastore.</summary>
/// <param name="files">Where they are read.</param>
/// <param name="parts">The files, each from where the one before ends.</param>
internal sealed class DatastoreReader(IVimFiles files, IReadOnlyList<DatastoreReader.Part> parts) : IDiskReader
{
    public long CapacityBytes => parts[parts.Count - 1].End;

    /// <inheritdoc/>
    /// <remarks>The server does not tell holes.</remarks>
    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        DiskBlocks.WholeAsync(CapacityBytes);

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        foreach (var part in parts)
        {
            if (buffer.Length == 0)
                return;
            if (offset >= part.End)
                continue;
            var here = buffer.Slice(0, (int)Math.Min(buffer.Length, part.End - offset));
            await ReadAsync(part, offset, here, cancellation).ConfigureAwait(false);
            (offset, buffer) = (offset + here.Length, buffer.Slice(here.Length));
        }
    }

    public void Dispose()
    {
    }

    private async Task ReadAsync(Part part, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            await files.ReadAsync(part.File, part.FileOffset + offset - part.Start, buffer, cancellation)
                .ConfigureAwait(false);
        }
        catch (SourceException error) when (error.Code == "Source.FileRefused")
        {
            throw DiskErrors.Unreadable(part.File.ToString(),
                "the server does not give it any more; was the machine switched on?", error);
        }
    }

    /// <summary>A part of the disk.</summary>
    /// <param name="File">In which file it is.</param>
    /// <param name="Start">Where it begins on the disk.</param>
    /// <param name="FileOffset">Where it begins in the file.</param>
    /// <param name="Bytes">Its length.</param>
    internal sealed record Part(VimFile File, long Start, long FileOffset, long Bytes)
    {
        public long End => Start + Bytes;
    }
}
