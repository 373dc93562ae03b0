namespace AzMigrate.Discovery.Import.Tables;

/// <summary>One row's values by field; reused from row to row.</summary>
internal sealed class TableRow
{
    private readonly string?[] _texts;
    private readonly bool[] _numbers;

    public TableRow(int fields)
    {
        _texts = new string?[fields];
        _numbers = new bool[fields];
    }

    /// <summary>The row's number, the header being 1 (rule I3).</summary>
    public int Number { get; private set; }

    /// <summary>True when a field has a value.</summary>
    public bool HasValues { get; private set; }

    /// <summary>The trimmed text of a field; null when blank.</summary>
    public string? this[int field] => field < _texts.Length ? _texts[field] : null;

    /// <summary>True when the cell is a number by type, so its text is invariant.</summary>
    public bool IsNumber(int field) => _numbers[field];

    public void Start(int number)
    {
        Number = number;
        HasValues = false;
        Array.Clear(_texts, 0, _texts.Length);
        Array.Clear(_numbers, 0, _numbers.Length);
    }

    public void Set(int field, string text, bool isNumber = false)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return;
        HasValues = true;
        _texts[field] = trimmed;
        _numbers[field] = isNumber;
    }
}
