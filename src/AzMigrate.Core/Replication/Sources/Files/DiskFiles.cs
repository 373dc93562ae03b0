using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Sources.Nbd;

namespace AzMigrate.Replication.Sources.Files;

/// <summary>Opens what a user names as a disk: an image file or an NBD address.</summary>
internal static class DiskFiles
{
    /// <summary>True for an address of NBD's; else it is a path.</summary>
    public static bool IsAddress(string disk) =>
        disk.StartsWith("nbd", StringComparison.Ordinal) && Uri.TryCreate(disk, UriKind.Absolute, out var uri)
            && uri.Scheme is "nbd" or "nbds" or "nbd+unix" or "nbds+unix";

    public static async Task<IDiskSource> OpenAsync(string disk, CancellationToken cancellation) => IsAddress(disk)
        ? await NbdSource.ConnectAsync(disk, cancellation: cancellation).ConfigureAwait(false)
        : await Task.Run(() => DiskImage.Open(disk), cancellation).ConfigureAwait(false);

    public static string KindOf(IDiskSource opened) => opened is DiskImage image
        ? image.Format switch
        {
            DiskFormat.Vhd => "VHD",
            DiskFormat.Vhdx => "VHDX",
            DiskFormat.Vmdk => "VMDK",
            _ => "raw image",
        }
        : "NBD";
}
