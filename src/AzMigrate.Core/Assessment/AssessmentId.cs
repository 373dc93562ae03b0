using System.Security.Cryptography;
using System.Text;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>
/// Ids of assessments: the same inventory, settings and catalogue give the same. All hashes are SHA-256 in 64 small
/// hexadecimal digits.
/// </summary>
public static class AssessmentId
{
    /// <summary>The hash of settings.</summary>
    public static string HashOf(AssessmentSettings settings)
    {
        using var sha = SHA256.Create();
        return Hex(sha.ComputeHash(AssessmentJson.Write(settings)));
    }

    /// <summary>The id of an assessment: the hash of its three inputs' hashes.</summary>
    public static string Of(string inventoryHash, string settingsHash, string catalogHash)
    {
        using var sha = SHA256.Create();
        return Hex(sha.ComputeHash(Encoding.ASCII.GetBytes($"{inventoryHash}\n{settingsHash}\n{catalogHash}")));
    }

    internal static string Hex(byte[] hash) => BitConverter.ToString(hash).Replace("-", string.Empty).ToLowerInvariant();
}

/// <summary>Hashes the assessed machines with their observed use, one by one in ordinal order of their ids.</summary>
public sealed class InventoryHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _last;

    /// <summary>Adds a machine as it was assessed.</summary>
    /// <exception cref="InvalidOperationException">Its id does not come after the one before.</exception>
    public void Add(AssessedMachine machine)
    {
        if (machine is null)
            throw new ArgumentNullException(nameof(machine));
        if (_last is not null && string.CompareOrdinal(_last, machine.Machine.Id) >= 0)
            throw new InvalidOperationException($"Machine '{machine.Machine.Id}' comes after '{_last}'.");
        _last = machine.Machine.Id;
        Append(InventoryJson.Write(machine.Machine));
        Append(AssessmentJson.Write(new ObservedInventory(
            machine.Observed, [.. machine.Disks.Select(disk => disk.Observed)], machine.CoveragePercent)));
    }

    /// <summary>The hash of all machines added; nothing is added after it.</summary>
    public string Finish() => AssessmentId.Hex(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    // The length first: no two lists of machines give the same stream.
    private void Append(byte[] json)
    {
        _hash.AppendData(BitConverter.GetBytes((long)json.Length));
        _hash.AppendData(json);
    }
}

/// <summary>What an assessment took from the collected history of a machine.</summary>
internal sealed record ObservedInventory(
    ObservedUse Use, IReadOnlyList<DiskUtilization?> Disks, double? CoveragePercent);
