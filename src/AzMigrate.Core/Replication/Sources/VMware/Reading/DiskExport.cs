using System.Globalization;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Projects.Storage;
using AzMigrate.Replication.DiskFormats;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// Downloads disks of snapshots as stream-optimized VMDKs, which can be had whole only, and reads them from a file. One
/// at a time: a machine has one export.
/// </summary>
internal sealed class DiskExport(IVimClient client, string? folder) : IDisposable
{
    private const int Attempts = 3;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<IDiskReader> OpenAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, CancellationToken cancellation)
    {
        // The same name each time: a download that a killed run left is written over.
        var name = string.Format(CultureInfo.InvariantCulture, "export-{0}-{1}.vmdk", Safe(machine.Reference.Id),
            disk.Key);
        var path = Path.Combine(
            folder ?? throw VMwareErrors.ExportFailed(machine.Name, "there is no folder to keep it in"), name);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await DownloadAsync(machine, snapshot, disk, path, cancellation).ConfigureAwait(false);
            return new ExportedDisk(path, DiskImage.Open(path, new DiskImageOptions { Format = DiskFormat.Vmdk }));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string Safe(string id) => new([.. id.Select(letter => char.IsLetterOrDigit(letter) ? letter : '-')]);

    private async Task DownloadAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, string path, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var lease = await ExportLease.OpenAsync(client, machine.Name, snapshot.Reference, cancellation)
                    .ConfigureAwait(false);
                await using var ofLease = lease.ConfigureAwait(false);
                var (address, thumbprint) = lease.AddressOf(disk)
                    ?? throw VMwareErrors.ExportUnmatched(machine.Name, disk);
                OwnerOnly.CreateFile(path);
                var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16,
                    useAsync: true);
#if NET8_0_OR_GREATER
                await using var ofFile = file.ConfigureAwait(false);
#else
                using var ofFile = file;
#endif
                await client.Files.DownloadAsync(address, thumbprint, file, cancellation).ConfigureAwait(false);
                await file.FlushAsync(cancellation).ConfigureAwait(false);
                await lease.CompleteAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (SourceException error) when (attempt < Attempts && (error.IsTransient
                || error is VimFaultException { FaultType: var fault } && VMwareErrors.IsBusy(fault)))
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw DiskErrors.Unwritable(path, error.Message.TrimEnd('.'), error);
            }
        }
    }

    private sealed class ExportedDisk(string path, DiskImage image) : IDiskReader
    {
        public long CapacityBytes => image.CapacityBytes;

        public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
            image.AllocatedAsync(cancellation);

        public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) =>
            image.ReadAsync(offset, buffer, cancellation);

        public void Dispose()
        {
            image.Dispose();
            File.Delete(path);
        }
    }
}
