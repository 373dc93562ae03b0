using AzMigrate.Discovery;
using AzMigrate.Discovery.Http;
using AzMigrate.Tests.Discovery.Cim;

namespace AzMigrate.Tests.Discovery;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("web01", "web01")]
    [InlineData("日本語 ümlaut 😀", "日本語 ümlaut 😀")]
    [InlineData("two\r\nlines\tand a tab", "two\r\nlines\tand a tab")]
    [InlineData("\u001b[31mred", " [31mred")]
    // The control characters behind 7F, which some terminals obey as they do an escape sequence.
    [InlineData("\u009b2Jgone\u007f", " 2Jgone ")]
    [InlineData("\uffff", " ")]
    public void Orders_to_terminals_and_what_XML_cannot_hold_are_blanks(string text, string plain) =>
        Assert.Equal(plain, PlainText.Of(text));

    [Fact]
    public void Texts_of_CIM_and_words_of_servers_are_plain()
    {
        var row = FakeCimClient.Row("X", ("Name", "a\u001b[2Jb"), ("All", new List<object?> { "\u009b1m" }));
        Assert.Equal("a [2Jb", row.GetString("Name"));
        Assert.Equal([" 1m"], row.GetStrings("All")!);
        Assert.Equal("no [2J way", ServerErrors.Shortened("no\u001b[2J\nway."));
        Assert.Equal("half   pair", PlainText.Of("half \ud83d pair"));
    }
}
