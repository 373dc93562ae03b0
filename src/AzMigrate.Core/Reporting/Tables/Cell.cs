using System.Globalization;

namespace AzMigrate.Reporting.Tables;

/// <summary>What a cell holds: nothing, a text or a number. Texts never become formulas.</summary>
internal readonly struct Cell
{
    // Beyond this, and for NaN, a double is no decimal of use: such a figure is shown as the text it is.
    private const double LargestNumber = 1e15;
    private const int Decimals = 4;

    private Cell(string? text, decimal? number)
    {
        Text = text;
        Number = number;
    }

    /// <summary>The text; null for a number or a blank.</summary>
    public string? Text { get; }

    /// <summary>The number; null for a text or a blank.</summary>
    public decimal? Number { get; }

    /// <summary>True when there is nothing.</summary>
    public bool IsBlank => Text is null && Number is null;

    /// <summary>The number as files have it.</summary>
    public static string Format(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator Cell(string? text) => new(string.IsNullOrEmpty(text) ? null : text, null);

    public static implicit operator Cell(decimal? number) => new(null, number);

    public static implicit operator Cell(decimal number) => new(null, number);

    public static implicit operator Cell(int? number) => new(null, number);

    public static implicit operator Cell(int number) => new(null, number);

    public static implicit operator Cell(long number) => new(null, number);

    public static implicit operator Cell(double? number)
    {
        if (number is not double value)
            return default;
        return Math.Abs(value) < LargestNumber
            ? new Cell(null, Math.Round((decimal)value, Decimals, MidpointRounding.AwayFromZero))
            : new Cell(value.ToString("R", CultureInfo.InvariantCulture), null);
    }
}
