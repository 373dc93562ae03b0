using System.Globalization;
using AzMigrate.Discovery.Import.Tables;
using CsCheck;

namespace AzMigrate.Tests.Import;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1.234,5", 1234.5)]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("12,5", 12.5)]
    [InlineData("12.50", 12.5)]
    [InlineData("0,125", 0.125)]
    [InlineData("0.125", 0.125)]
    [InlineData("1234.567", 1234.567)]
    [InlineData("1.234.567", 1234567)]
    [InlineData("1,234,567", 1234567)]
    [InlineData("12,34,567.8", 1234567.8)]
    [InlineData("1 234,5", 1234.5)]
    [InlineData("1\u202F234,5", 1234.5)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("85 %", 85)]
    [InlineData("+7", 7)]
    [InlineData("1.5E+03", 1500)]
    [InlineData("1E2", 100)]
    [InlineData("٤٢", 42)]
    [InlineData("٤٫٥", 4.5)]
    [InlineData(".5", 0.5)]
    public void One_reading(string text, double expected)
    {
        var value = NumberText.Parse(text).Read(NumberStyle.Unknown, whole: false, out var guessed);

        Assert.Equal(expected, value);
        Assert.False(guessed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1-2")]
    [InlineData("1.2.3")]
    [InlineData("1,2,3")]
    [InlineData("1.23.456,7.8")]
    [InlineData("1,234.5,6")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    [InlineData("5 GB")]
    [InlineData("1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3")]
    public void No_number(string text) =>
        Assert.Null(NumberText.Parse(text).Read(NumberStyle.Unknown, whole: false, out _));

    [Fact]
    public void A_culture_that_the_file_proves_reads_every_number_back()
    {
        var cultures = new[] { "en-US", "de-DE", "fr-FR", "de-CH", "pt-BR", "hi-IN", "" };
        Gen.Select(Gen.Int[0, 2_000_000_000], Gen.Int[0, cultures.Length - 1].Select(i => cultures[i]), Gen.Int[0, 3])
            .Sample((thousandths, name, decimals) =>
        {
            var culture = CultureInfo.GetCultureInfo(name);
            var value = Math.Round(thousandths / 1000m, decimals);
            var isPoint = culture.NumberFormat.NumberDecimalSeparator == ".";
            var style = new NumberStyle(isPoint ? DecimalMark.Point : DecimalMark.Comma, DecimalMark.Unknown);

            var read = NumberText.Parse(value.ToString("N" + decimals, culture))
                .Read(style, whole: false, out var guessed);

            Assert.False(guessed);
            Assert.Equal((double)value, read!.Value, 6);
        });
    }
}
