using AzMigrate.Assessment;

namespace AzMigrate.Tests.Assessment;

public sealed class SettingsTests
{
    public static TheoryData<string, AssessmentSettings> Refused
    {
        get
        {
            var good = Servers.Settings;
            var saving = good with { SavingsOption = [SavingsOption.RI1Year] };
            return new TheoryData<string, AssessmentSettings>
            {
                { "SavingsOption with Offer", saving with { Offer = AzureOffer.DevTest } },
                { "SavingsOption with DiscountPercent", saving with { DiscountPercent = 1 } },
                { "SavingsOption with DaysPerMonth", saving with { DaysPerMonth = 30 } },
                { "SavingsOption with DaysPerMonth", saving with { HoursPerDay = 23 } },
                { "Location", good with { Location = [] } },
                { "Location", good with { Location = [Book.Region, Book.Other] } },
                { "Location", good with { Location = ["atlantis"] } },
                { "SavingsOption", good with { SavingsOption = [SavingsOption.None, SavingsOption.RI1Year] } },
                { "Percentile", good with { Percentile = 75 } },
                { "ComfortFactor", good with { ComfortFactor = 0.99 } },
                { "ComfortFactor", good with { ComfortFactor = 3.01 } },
                { "ComfortFactor", good with { ComfortFactor = double.NaN } },
                { "DiscountPercent", good with { DiscountPercent = -0.1m } },
                { "DiscountPercent", good with { DiscountPercent = 100.1m } },
                { "DaysPerMonth", good with { DaysPerMonth = 32 } },
                { "HoursPerDay", good with { HoursPerDay = 25 } },
                { "Currency", good with { Currency = "EUR" } },
                { "Currency", good with { Currency = "euro", ExchangeRate = 0.9m } },
                { "ExchangeRate", good with { ExchangeRate = 0.9m } },
                { "ExchangeRate", good with { Currency = "EUR", ExchangeRate = 0 } },
                { "VMSeries", good with { VMSeries = ["Dsv5", "Dsv99"] } },
                { "setting", good with { Offer = (AzureOffer)9 } },
                { "HistoryStart", good with { PerformanceHistory = PerformanceHistory.Custom } },
                { "HistoryStart", good with { HistoryStart = Servers.Start } },
                {
                    "HistoryStart",
                    good with { PerformanceHistory = PerformanceHistory.Custom, HistoryStart = Servers.Start,
                        AsOf = Servers.Start }
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refused_settings_name_the_rule(string name, AssessmentSettings settings)
    {
        var refusal = Assert.Throws<MigrateException>(() => new Assessor(settings, Book.Plain));
        Assert.Equal("Assessment.SettingsInvalid", refusal.Code);
        Assert.Contains(name, refusal.Message);
        Assert.NotNull(refusal.Remedy);
    }

    [Fact]
    public void The_defaults_are_those_of_the_page()
    {
        var settings = new Assessor(Servers.Settings, Book.Plain).Settings;
        Assert.Equal(
            (SizingCriterion.PerformanceBased, PerformanceHistory.Month, 95, 1.3, AzureOffer.PayAsYouGo, true, 0m, 31,
                24, "USD", false),
            (settings.SizingCriterion, settings.PerformanceHistory, settings.Percentile, settings.ComfortFactor,
                settings.Offer,
                settings.WindowsHybridBenefit, settings.DiscountPercent, settings.DaysPerMonth, settings.HoursPerDay,
                settings.Currency,
                settings.ComfortFactorOnAllocated));
        Assert.Equal(StorageType.Automatic, settings.EffectiveStorageType);
        Assert.Equal(StorageType.Premium, Servers.AsOnPremises.EffectiveStorageType);
    }

    [Fact]
    public void Equal_settings_are_written_with_equal_bytes_in_any_time_zone()
    {
        byte[] Of(TimeSpan zone, decimal discount, decimal rate) => AssessmentJson.Write(new Assessor(
            Servers.Settings with
            {
                PerformanceHistory = PerformanceHistory.Custom, HistoryStart = Servers.Start.ToOffset(zone),
                AsOf = Servers.Start.AddDays(1).ToOffset(zone), DiscountPercent = discount, Currency = "EUR",
                ExchangeRate = rate,
            },
            Book.Plain).Settings);
        Assert.Equal(Of(TimeSpan.Zero, 10m, 0.9m), Of(TimeSpan.FromHours(9), 10.00m, 0.90m));
    }

    [Theory]
    [InlineData("2026-07-01", "2026-07-01T00:00:00Z")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T12:00:00Z")]
    [InlineData("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z")]
    public void A_time_in_a_file_is_UTC_unless_it_says_otherwise(string written, string meant)
    {
        var settings = AssessmentSettingsFile.Parse($$"""{ "location": "westeurope", "asOf": "{{written}}" }""");
        Assert.Equal(DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), settings.AsOf);
        Assert.Equal(TimeSpan.Zero, settings.AsOf!.Value.Offset);
    }

    [Fact]
    public void A_file_may_have_comments_trailing_commas_and_single_values()
    {
        var settings = AssessmentSettingsFile.Parse("""
            {
              // where to
              "Location": "westeurope",
              "savingsOption": ["None", "RI3Year"],
              "comfortFactor": 1.5, "vmSeries": "Dsv5", "storageType": "Premium",
            }
            """);
        Assert.Equal(["westeurope"], settings.Location);
        Assert.Equal([SavingsOption.None, SavingsOption.RI3Year], settings.SavingsOption);
        Assert.Equal((1.5, 95, StorageType.Premium),
            (settings.ComfortFactor, settings.Percentile, settings.StorageType));
        Assert.Equal(["Dsv5"], settings.VMSeries);
    }

    [Fact]
    public void A_file_that_is_written_reads_back_the_same()
    {
        var settings = Servers.Settings with
        {
            Location = ["westeurope", "uksouth"], VMSeries = ["E"], Currency = "EUR", ExchangeRate = 0.91m,
            AsOf = Servers.Start,
            StorageType = StorageType.Ultra,
        };
        var json = AssessmentSettingsFile.ToJson(settings);
        Assert.Equal(json, AssessmentSettingsFile.ToJson(AssessmentSettingsFile.Parse(json)));
        Assert.DoesNotContain("hoursPerMonth", json);
        Assert.DoesNotContain("\r", json);
    }

    [Theory]
    [InlineData("{ \"location\": \"x\",\n \"comfort\": 2 }", 2, "comfort")]
    [InlineData("{ \"location\": \"x\",\n\n \"storageType\": \"Floppy\" }", 3, "storageType")]
    [InlineData("{ \"location\": \"x\", \"offer\": 1 }", 1, "offer")]
    [InlineData("{ \"location\": \"x\",\n \"percentile\": \"many\" }", 2, "percentile")]
    [InlineData("{ \"location\": \"x\",\n \"location\": \"y\" }", 2, "location")]
    [InlineData("{ \"location\": [\"x\", null] }", 1, "location")]
    [InlineData("{ \"location\": \"x\",\n \"asOf\": \"yesterday\" }", 2, "asOf")]
    [InlineData("{ \"location\": \"x\",\n \"asOf\": 7 }", 2, "asOf")]
    [InlineData("{ \"location\": \"x\",\n \"savingsOption\": [\"RI9Year\"] }", 2, "savingsOption")]
    [InlineData("{ \"location\": \"x\"", 1, "")]
    [InlineData("{ }", 1, "location")]
    [InlineData("null", 1, "")]
    public void A_broken_file_names_line_and_property(string json, int line, string property)
    {
        var refusal = Assert.Throws<MigrateException>(() => AssessmentSettingsFile.Parse(json));
        Assert.Equal("Assessment.SettingsFileInvalid", refusal.Code);
        Assert.Contains(property, refusal.Message);
        if (json != "null" && json != "{ }")
            Assert.Contains($"line {line}", refusal.Message);
        Assert.DoesNotContain("AzMigrate.", refusal.Message);
        Assert.DoesNotContain("System.", refusal.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(
        "Assessment.SettingsFileInvalid",
        Assert.Throws<MigrateException>(
            () => AssessmentSettingsFile.Read(Path.Combine(Path.GetTempPath(), "no-such-settings.json"))).Code);
}
