using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import;

/// <summary>Rule I1 for the values that every layout has.</summary>
internal static class RowRules
{
    private const int MaxCores = 10_000;

    /// <summary>1 PiB: fifty times the largest machine there is.</summary>
    private const long MaxMemoryMiB = 1L << 30;

    public static bool Name(FieldReader row, int field, string? name)
    {
        if (name is not null)
            return true;
        row.Error("Import.NameMissing", field, "The machine has no name; the row is left out.",
            "Fill in the name and import again.");
        return false;
    }

    public static bool Cores(FieldReader row, int field, out int cores)
    {
        var usable = row.TryWhole(field, 1, MaxCores, out var value);
        cores = (int)value;
        if (!usable)
        {
            row.Error("Import.CoresInvalid", field,
                Told(row, field, "The number of cores", "a whole number from 1 to 10000"),
                "Fill in the number of cores and import again.");
        }
        return usable;
    }

    public static bool Memory(FieldReader row, int field, out long memoryMiB)
    {
        // A fraction of a MiB is what a conversion from GB leaves.
        var value = row.TryNumber(field, 0.5, MaxMemoryMiB);
        memoryMiB = (long)Math.Round(value ?? 0, MidpointRounding.AwayFromZero);
        if (value is null)
        {
            row.Error("Import.MemoryInvalid", field,
                Told(row, field, "The memory", "a number of MB from 1 to 1073741824"),
                "Fill in the memory in MB and import again.");
        }
        return value is not null;
    }

    public static void OSNameMissing(FieldReader row, int field) => row.Warning(
        "Import.OSNameMissing", field, "The operating system is not told; the machine's readiness will be unknown.",
        "Fill in the operating system's name and import again.");

    public static Firmware Firmware(FieldReader row, int field)
    {
        switch (row.Text(field)?.ToUpperInvariant())
        {
            case null:
                return Inventory.Firmware.Unknown;
            case "BIOS":
                return Inventory.Firmware.Bios;
            case "UEFI" or "EFI":
                return Inventory.Firmware.Uefi;
            default:
                row.Ignored(field, row.Text(field)!, "BIOS or UEFI");
                return Inventory.Firmware.Unknown;
        }
    }

    private static string Told(FieldReader row, int field, string what, string expected) =>
        row.Text(field) is string text
            ? $"{row.Map.Heading(field)} {ImportProblems.Quote(text)} is not {expected}; the row is left out."
            : $"{what} is missing; the row is left out.";
}
