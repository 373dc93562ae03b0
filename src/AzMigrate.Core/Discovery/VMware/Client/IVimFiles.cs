namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Files of datastores, by the server's web address for them.</summary>
internal interface IVimFiles
{
    /// <summary>Size of a file in bytes.</summary>
    /// <exception cref="SourceException">
    /// <c>Source.FileRefused</c>: it is not there, locked by a running machine, or not allowed.
    /// </exception>
    Task<long> LengthAsync(VimFile file, CancellationToken cancellationToken);

    /// <summary>
    /// Fills the buffer from an offset; the range is within the file. Several reads may be under way at once.
    /// </summary>
    /// <exception cref="SourceException">As of <see cref="LengthAsync"/>.</exception>
    Task ReadAsync(VimFile file, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes what an address of a lease gives into a stream, from its beginning to its end; once.</summary>
    /// <param name="address">The address; <c>*</c> in place of a host stands for the server.</param>
    /// <param name="thumbprint">
    /// SHA-1 of the certificate that the server says the address has; null for the system's trust.
    /// </param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task DownloadAsync(string address, string? thumbprint, Stream target, CancellationToken cancellationToken);
}

/// <summary>A file of a datastore.</summary>
/// <param name="Datacenter">Inventory path of the datacenter that has the datastore; null at an ESXi host.</param>
/// <param name="Datastore">The datastore's name.</param>
/// <param name="Path">Path in it, with slashes.</param>
internal sealed record VimFile(string? Datacenter, string Datastore, string Path)
{
    /// <summary>Reads <c>[datastore] folder/file.vmdk</c>; null where it is no such path.</summary>
    public static VimFile? Parse(string? datacenter, string text)
    {
        var end = text.IndexOf("] ", StringComparison.Ordinal);
        return text.StartsWith("[", StringComparison.Ordinal) && end > 1 && end + 2 < text.Length
            ? new VimFile(datacenter, text.Substring(1, end - 1), text.Substring(end + 2)) : null;
    }

    /// <summary>Another file of the same folder.</summary>
    public VimFile Beside(string name) => this with { Path = Path.Substring(0, Path.LastIndexOf('/') + 1) + name };

    /// <summary>The server's address of it.</summary>
    public Uri At(Uri server)
    {
        var path = string.Join("/", Path.Split('/').Select(Uri.EscapeDataString));
        var query = (Datacenter is null ? "" : "dcPath=" + Uri.EscapeDataString(Datacenter) + "&")
            + "dsName=" + Uri.EscapeDataString(Datastore);
        return new Uri(server, "/folder/" + path + "?" + query);
    }

    public override string ToString() => $"[{Datastore}] {Path}";
}
