using System.Management.Automation;
using AzMigrate.Discovery;

namespace AzMigrate.Cmdlets;

// What sources of several hosts have in common: hosts of one name, however many records bring them, are one source.
public sealed partial class AddMigrateSourceCommand
{
    private readonly Dictionary<string, (SourceConnection Connection, string? Reference)> _hosts =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Port of the servers. When left out: of Linux servers that name none, SSH's 22; of Windows servers, WinRM's 5986
    /// with
    /// -UseSsl and 5985 without.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = WindowsSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = HyperVSet)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>How many servers are visited side by side; 16 by default.</summary>
    [Parameter(ParameterSetName = LinuxSet)]
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>
    /// Time for a server's login, and for each of its answers; a minute by default. Of a vCenter Server or ESXi host
    /// the time without any byte of an answer; 100 seconds by default.
    /// </summary>
    [Parameter(ParameterSetName = VMwareSet)]
    [Parameter(ParameterSetName = LinuxSet)]
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <param name="connection">What this record says.</param>
    /// <param name="alike">
    /// The same with all that the servers of one source have in common taken from the records before.
    /// </param>
    /// <param name="added">The records before, with the servers of this one.</param>
    private void Take<T>(T connection, Func<T, T> alike, Func<T, T> added)
        where T : SourceConnection
    {
        var reference = StoredReference(CredentialReference);
        if (!_hosts.TryGetValue(Name, out var there) || there.Connection is not T before)
            _hosts[Name] = (connection, reference);
        else if (there.Reference == reference && alike(before) == connection)
            _hosts[Name] = (added(before), reference);
        else
            throw new MigrateException(
                "Source.SettingsDiffer",
                $"{connection.Address} is reached in another way than the servers of the source '{Name}' before it.",
                "Give it another -Name: key file, jump host, credential reference and, of Windows, port are the same for "
                + "all servers of a source.", Name);
    }

    private void SaveHosts()
    {
        foreach (var source in _hosts)
            Try(() => Save(source.Key, source.Value.Connection, source.Value.Reference));
    }
}
