using System.Runtime.CompilerServices;
using System.Text;
using Renci.SshNet;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// SHA-256 of a device's blocks, computed by the server: a line for each, in place of 4 MiB. A server that cannot tells
/// none, and what it does not tell is read.
/// </summary>
internal static class DeviceDigests
{
    // Of nothing: the device has ended, or there is no sha256sum.
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    public static async IAsyncEnumerable<BlockDigest> ReadAsync(
        SshClient client, ServerDisk disk, string dd, long firstBlock,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var block = DiskBlocks.Bytes;
        using var stream = new DeviceStream(client, disk.Disk.Name, string.Join(
            " ", dd, $"if=/dev/{disk.Device}",
            FormattableString.Invariant($"bs={block} skip={firstBlock} iflag=direct"),
            "</dev/null 2>/dev/null | while :; do",
            FormattableString.Invariant($"sum=$(dd bs={block} count=1 iflag=fullblock 2>/dev/null"),
            "| nice sha256sum); sum=${sum%% *};", $"case ${{sum:-{Empty}}} in {Empty}) exit ;; esac; echo $sum; done"));
        var line = new byte[BlockDigest.Digits + 1];
        for (var offset = firstBlock * block; offset < disk.Disk.CapacityBytes; offset += block)
        {
            try
            {
                await DeviceReads.StartAsync(() => stream.Fill(offset, line, cancellation), cancellation)
                    .ConfigureAwait(false);
            }
            catch (MigrateException)
            {
                // What broke is told where the bytes are read.
                yield break;
            }

            if (BlockDigest.Parse(Encoding.ASCII.GetString(line, 0, BlockDigest.Digits)) is not { } digest)
                yield break;
            yield return digest;
        }
    }
}
