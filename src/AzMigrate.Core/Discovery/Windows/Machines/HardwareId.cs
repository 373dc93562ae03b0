using System.Globalization;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>By what a server's hardware is known: its SMBIOS UUID, else its serial number.</summary>
internal static class HardwareId
{
    private const string VMwareSerial = "VMware-";

    // What makers leave in when nobody sets a UUID or a serial number.
    private static readonly HashSet<string> EmptyUuids = new(StringComparer.OrdinalIgnoreCase)
    {
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
    };

    private static readonly HashSet<string> EmptySerials = new(StringComparer.OrdinalIgnoreCase)
    {
        "0", "00000000", "123456789", "1234567890", "default string", "empty", "invalid", "n/a", "na", "none",
        "not applicable",
        "not available", "not specified", "o.e.m.", "oem", "serial number", "serialnumber", "system serial number",
        "to be filled by o.e.m.", "unknown", "xxxxxxx",
    };

    /// <summary>
    /// The UUID as other sources tell it; null where it is none. VMware's machines have theirs in the serial number
    /// too, and there in vCenter's order of bytes: Windows shows that of older virtual hardware with the first three
    /// groups turned round (SMBIOS 2.6 changed the order).
    /// </summary>
    public static string? Uuid(string? uuid, string? serial)
    {
        if (OfVMware(serial) is string ofVMware)
            return ofVMware;
        return Guid.TryParse(uuid?.Trim(), out var parsed) && !EmptyUuids.Contains(parsed.ToString("D"))
            && !IsOneDigit(parsed)
            ? parsed.ToString("D") : null;
    }

    /// <summary>The serial number; null where nobody has set one.</summary>
    public static string? Serial(params string?[] candidates) => candidates.Select(candidate => candidate?.Trim())
        .FirstOrDefault(serial => serial is { Length: > 2 and <= 200 } && !EmptySerials.Contains(serial)
            && serial.Distinct().Skip(1).Any() && !serial.Any(char.IsControl));

    /// <summary>What stands in the machine's identity; null where the hardware is known by nothing.</summary>
    public static string? Native(string? uuid, string? serial, string? maker) => uuid ?? (serial is null ? null
        : "serial-" + Kept(maker) + "-" + Kept(serial));

    private static string? OfVMware(string? serial)
    {
        if (serial?.Trim() is not string text || !text.StartsWith(VMwareSerial, StringComparison.OrdinalIgnoreCase))
            return null;
        var digits = new string(
            text.Substring(VMwareSerial.Length).Where(character => character is not (' ' or '-')).ToArray());
        return Guid.TryParseExact(digits, "N", out var uuid) ? uuid.ToString("D") : null;
    }

    private static bool IsOneDigit(Guid uuid) => uuid.ToString("N").Distinct().Count() == 1;

    // Identities have no slash but the one behind the source.
    private static string Kept(string? text) => new((text ?? "").Trim().ToLower(CultureInfo.InvariantCulture)
        .Select(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_')
        .ToArray());
}
