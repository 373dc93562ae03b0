namespace AzMigrate.Tests;

public sealed class WildcardTextTests
{
    [Theory]
    [InlineData("web*", "WEB01", true)]
    [InlineData("web?", "web01", false)]
    [InlineData("*", "", true)]
    [InlineData("w[ab]x", "wbx", true)]
    [InlineData("w[a-c]x", "wdx", false)]
    [InlineData("[old", "[old", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("=cmd|*", "=cmd|' /C calc'!A0", true)]
    [InlineData("a*z", "a\nz", true)]
    [InlineData("istanbul*", "İstanbul", false)]
    public void A_pattern_fits_whole_texts(string pattern, string text, bool fits) =>
        Assert.Equal(fits, new WildcardText(pattern).Fits(text));

    [Fact]
    public void No_pattern_fits_all_and_no_text_fits_none()
    {
        Assert.True(WildcardText.AnyFits([], null));
        Assert.False(WildcardText.AnyFits(WildcardText.All(["*"]), null));
    }
}
