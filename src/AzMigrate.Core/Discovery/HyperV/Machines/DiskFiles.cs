using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>What is known of one disk file.</summary>
/// <param name="CapacityBytes">Size that the VM sees.</param>
/// <param name="GrowsOnUse">True for a file that grows as it is written, false for one of full size.</param>
/// <param name="ParentPath">The file that a differencing one is based on; null for none.</param>
/// <param name="Uuid">Id of the virtual disk; null when not told.</param>
internal sealed record DiskFile(long CapacityBytes, bool? GrowsOnUse, string? ParentPath, string? Uuid);

/// <summary>Asks a host for its disk files: one call each, each file once. For several threads.</summary>
internal sealed class DiskFiles(ICimClient client, string host, XmlWords words)
{
    private const string Service = "Msvm_ImageManagementService";
    private const string Method = "GetVirtualHardDiskSettingData";
    private const long Started = 4096;
    private const int TypeFixed = 2;
    private const int MostTries = 3;

    private static readonly string[] KeyNames = ["CreationClassName", "Name", "SystemCreationClassName", "SystemName"];
    private static readonly TimeSpan JobPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, Task<(DiskFile? File, string? Why)>> _known = new(
        StringComparer.OrdinalIgnoreCase);
    private Task<Dictionary<string, string>>? _keys;

    /// <summary>The file, or why it cannot be told.</summary>
    public Task<(DiskFile? File, string? Why)> ReadAsync(string path, CancellationToken cancellation)
    {
        lock (_known)
        {
            if (!_known.TryGetValue(path, out var known))
                _known.Add(path, known = TryAskAsync(path, cancellation));
            return known;
        }
    }

    private async Task<(DiskFile? File, string? Why)> TryAskAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (MigrateException error) when (error.Code.StartsWith("CIM.", StringComparison.Ordinal))
        {
            return (null, error.Message);
        }
    }

    private async Task<(DiskFile? File, string? Why)> AskAsync(string path, CancellationToken cancellation)
    {
        Task<Dictionary<string, string>> asked;
        lock (_known)
            asked = _keys ??= KeysAsync(cancellation);
        var keys = await asked.ConfigureAwait(false);
        var arguments = new Dictionary<string, object?> { ["Path"] = path };
        for (var tries = 1; ; tries++)
        {
            var answer = await client.InvokeAsync(HostRows.Namespace, Service, keys, Method, arguments, cancellation)
                .ConfigureAwait(false);
            var result = answer.GetInt64("ReturnValue");
            if (result == 0 && answer.GetString("SettingData") is { } text)
                return Parse(text);
            // A host that is busy answers later; what it found is told to the next who asks.
            if (result != Started || tries == MostTries)
                return (null, FormattableString.Invariant($"{host} answered {Method} with {result}"));
            await JobAsync(answer.GetRow("Job")?.GetString("InstanceID"), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<string, string>> KeysAsync(CancellationToken cancellation)
    {
        var rows = await client.AllAsync(
            HostRows.Namespace, $"SELECT {string.Join(", ", KeyNames)} FROM {Service}", cancellation)
                .ConfigureAwait(false);
        return rows.Count == 0 ? throw CimErrors.NotFound(host, Service)
            : KeyNames.ToDictionary(name => name, name => rows[0].GetString(name) ?? "", StringComparer.Ordinal);
    }

    private async Task JobAsync(string? job, CancellationToken cancellation)
    {
        const long LastActive = 5;
        for (var waited = TimeSpan.Zero; waited < JobPatience; waited += BetweenLooks)
        {
            await Task.Delay(BetweenLooks, cancellation).ConfigureAwait(false);
            if (job is null || !Guid.TryParse(job, out _))
                return;
            var rows = await client.AllAsync(
                HostRows.Namespace, $"SELECT JobState FROM CIM_ConcreteJob WHERE InstanceID = '{job}'", cancellation)
                .ConfigureAwait(false);
            // 2 new, 3 starting, 4 running, 5 suspended; all above have ended.
            if (rows.Count == 0 || rows[0].GetInt64("JobState") > LastActive)
                return;
        }
    }

    private (DiskFile? File, string? Why) Parse(string text)
    {
        var settings = EmbeddedInstance.Parse(text, words);
        if (settings?.GetInt64("MaxInternalSize") is not > 0)
            return (null, "its answer has no size");
        var parent = settings.GetString("ParentPath");
        var file = new DiskFile(
            settings.GetInt64("MaxInternalSize")!.Value,
            settings.GetInt64("Type") is { } type ? type != TypeFixed : null,
            string.IsNullOrEmpty(parent) ? null : parent,
            Guid.TryParse(settings.GetString("VirtualDiskId"), out var id) && id != Guid.Empty ? id.ToString("D")
                : null);
        return (file, null);
    }
}
