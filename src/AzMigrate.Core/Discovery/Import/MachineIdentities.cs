using System.Globalization;
using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import;

/// <summary>Rule I2: of two rows of one identity the first stays, the second is an error that names both.</summary>
internal sealed class MachineIdentities
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    /// <summary>False, with a problem, when an earlier row has the identity.</summary>
    public bool Add(string id, int field, FieldReader row)
    {
        if (!_rows.TryGetValue(id, out var first))
        {
            _rows.Add(id, row.Row.Number);
            return true;
        }
        var both = string.Format(
            CultureInfo.InvariantCulture, "Rows {0} and {1} are the same machine, {2}; row {1} is left out.",
            first, row.Row.Number, ImportProblems.Quote(id));
        row.Error("Import.DuplicateMachine", field, both,
            "Remove one of the two rows, or give them different identities.");
        return false;
    }
}
