namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>What goes wrong with an NBD server.</summary>
internal static class NbdErrors
{
    public static MigrateException AddressInvalid(string text) => new(
        "Disk.AddressInvalid", $"'{text}' is no address of an NBD export.",
        "Write nbd://server:port/export, nbds:// for TLS, or nbd+unix:///export?socket=/path for a local socket.", text);

    public static MigrateException Unreachable(NbdAddress address, string what, Exception? cause = null) => new(
        "Disk.ServerUnreachable", $"The NBD server {address} cannot be reached: {what}.",
        "Check the address and port, that the server runs and exports the disk, and firewalls between.",
        address.ToString(), cause);

    public static MigrateException Lost(NbdAddress address, string what, Exception? cause = null) => new(
        "Disk.ConnectionLost", $"The connection to the NBD server {address} broke: {what}.",
        "Run it again: it goes on from the last block that is safe. When it stays, look at the server and the network.",
        address.ToString(), cause);

    public static MigrateException Refused(NbdAddress address, string what, string remedy) => new(
        "Disk.ServerRefused", $"The NBD server {address} refused: {what}.", remedy, address.ToString());

    public static MigrateException Protocol(NbdAddress address, string what) => new(
        "Disk.ServerInvalid", $"{address} does not speak NBD as it should: {what}.",
        "Check that the port is an NBD server's (qemu-nbd, nbdkit), and update it when it is old.", address.ToString());

    public static MigrateException CertificateRefused(NbdAddress address, string thumbprint, bool isPinned) => new(
        "Disk.CertificateInvalid",
        isPinned
            ? $"The NBD server {address} shows another certificate than the thumbprint's; its SHA-256 thumbprint is {thumbprint}."
            : $"The NBD server {address} shows a certificate that this computer does not trust; its SHA-256 thumbprint is {thumbprint}.",
        "Compare it with the server's own, then trust its issuer on this computer or give the thumbprint.",
        address.ToString());

    public static MigrateException ReadFailed(NbdAddress address, long offset, uint number) => new(
        "Disk.Unreadable",
        FormattableString.Invariant(
            $"The NBD server {address} could not read at byte {offset} (error {number}{Named(number)})."),
        "Look at the server's log and at the disk that it reads.", address.ToString());

    private static string Named(uint number) => number switch
    {
        1 => ", not permitted",
        5 => ", input or output failed",
        12 => ", no memory",
        22 => ", invalid request",
        75 => ", too large",
        108 => ", shutting down",
        _ => "",
    };
}
