using System.Reflection;
using AzMigrate.Guests;

namespace AzMigrate.Tests.Guests;

/// <summary>The page of the rules and the rules are one.</summary>
public sealed class RulePageTests
{
    [Fact]
    public void Every_rule_is_on_the_page_with_its_code()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "guests.md"));
        var rules = typeof(GuestRule).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("AzMigrate.Guests", StringComparison.Ordinal) is true)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(field => field.FieldType == typeof(GuestRule)).Select(field => (GuestRule)field.GetValue(null)!)
            .Distinct().ToList();

        Assert.Equal(45, rules.Select(rule => rule.Id).Distinct().Count());
        Assert.All(rules, rule => Assert.Contains($"| {rule.Id} | `{rule.Code}` |", page, StringComparison.Ordinal));
        var tests = typeof(RulePageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.Name).ToList();
        Assert.All(rules, rule => Assert.Contains(
            tests, name => name.Split('_').TakeWhile(part => part.Any(char.IsDigit)).Contains(rule.Id)));
    }
}
