namespace AzMigrate.Tests.Projects;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("A?C", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*b*", "abc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("[ab]", "a", false)]
    [InlineData("[ab]", "[AB]", true)]
    [InlineData("i", "İ", false)]
    public void A_pattern_matches_what_it_says(string pattern, string text, bool expected) =>
        Assert.Equal(expected, NamePattern.Matches(pattern, text));

    [Fact]
    public void A_long_pattern_on_a_long_name_does_not_blow_up() =>
        Assert.False(NamePattern.Matches(string.Concat(Enumerable.Repeat("a*", 50)) + "b", new string('a', 10_000)));
}
