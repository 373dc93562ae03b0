using AzMigrate.Replication.DiskFormats.Vmdk;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>Where the bytes of a run are.</summary>
internal enum RunKind
{
    /// <summary>In a file, as they are.</summary>
    Data,

    /// <summary>Nowhere: they are zeros.</summary>
    Zero,

    /// <summary>In the parent, if there is one, else zeros.</summary>
    Parent,

    /// <summary>In a file, compressed.</summary>
    Packed,
}

/// <summary>A run of a layer's bytes that are at one place.</summary>
internal readonly struct LayerRun
{
    private LayerRun(RunKind kind, long length) => (Kind, Length) = (kind, length);

    public RunKind Kind { get; }

    /// <summary>Bytes of the disk; 1 at least.</summary>
    public long Length { get; }

    /// <summary>The file, of <see cref="RunKind.Data"/>.</summary>
    public IRandomReader? File { get; private init; }

    /// <summary>Where in the file, of <see cref="RunKind.Data"/>.</summary>
    public long FileOffset { get; private init; }

    /// <summary>What unpacks the bytes, of <see cref="RunKind.Packed"/>.</summary>
    public PackedGrains? Grains { get; private init; }

    /// <summary>Where the run starts in the extent's content, of <see cref="RunKind.Packed"/>.</summary>
    public long ExtentOffset { get; private init; }

    public static LayerRun Data(IRandomReader file, long fileOffset, long length) =>
        new(RunKind.Data, length) { File = file, FileOffset = fileOffset };

    public static LayerRun Zero(long length) => new(RunKind.Zero, length);

    public static LayerRun Parent(long length) => new(RunKind.Parent, length);

    public static LayerRun Packed(PackedGrains grains, long extentOffset, long length) =>
        new(RunKind.Packed, length) { Grains = grains, ExtentOffset = extentOffset };
}

/// <summary>Tells where the bytes of a layer, or of a part of it, are.</summary>
internal interface IRunMap
{
    /// <summary>
    /// The run at an offset: from 1 byte to the length that is asked for, which is within the content.
    /// </summary>
    LayerRun Map(long offset, long length);
}
