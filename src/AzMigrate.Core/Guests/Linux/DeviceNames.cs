namespace AzMigrate.Guests.Linux;

/// <summary>Names of disks that say their place in a machine, which is another in Azure.</summary>
internal static class DeviceNames
{
    private static readonly string[] Other = ["/dev/hd", "/dev/vd", "/dev/xvd"];

    /// <summary>SCSI's names are there in Azure, in any order; those of others are not.</summary>
    public static (bool IsScsi, bool IsOther) Kind(string device) =>
        (device.StartsWith("/dev/sd", StringComparison.Ordinal),
            Other.Any(name => device.StartsWith(name, StringComparison.Ordinal))
                || device.StartsWith("/dev/disk/by-path/", StringComparison.Ordinal)
                || device.StartsWith("/dev/disk/by-id/", StringComparison.Ordinal));
}
