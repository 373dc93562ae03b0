using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Tests.Assessment;

public sealed class CostTests
{
    private static readonly VmSize D4 = Book.Size("Standard_D4s_v5", 4, 16);

    // Pay-as-you-go 0.20 (Windows 0.384); polandcentral 0.25, three years reserved 0.10.
    private static readonly Catalogue Committed = Book.With([D4], data => data with
    {
        VmPrices =
        [
            .. data.VmPrices,
            new VmPrice(D4.Name, "polandcentral", PriceOS.Linux, PriceTerm.PayAsYouGo, 0.25m),
            new VmPrice(D4.Name, "polandcentral", PriceOS.Linux, PriceTerm.RI3Year, 0.10m),
            new VmPrice(D4.Name, Book.Region, PriceOS.Linux, PriceTerm.SavingsPlan1Year, 0.15m),
        ],
    });

    [Theory]
    [InlineData(31, 24, 148.80)]
    [InlineData(22, 10, 44.00)]
    [InlineData(0, 24, 0)]
    public void C1_hours_are_days_times_hours(int days, int hours, decimal cost) => Assert.Equal(
        cost, Servers.Assess(
            Servers.Plain, Servers.Settings with { DaysPerMonth = days, HoursPerDay = hours }).Cost.Compute);

    [Fact]
    public void C2_the_discount_is_on_compute_only()
    {
        var machine = Servers.Assess(Servers.Plain, Servers.Settings with { DiscountPercent = 25 });
        Assert.Equal(111.60m, machine.Cost.Compute);
        Assert.Equal(6.40m, machine.Cost.Storage);
    }

    [Fact]
    public void C2_a_savings_option_pays_the_committed_price_for_744_hours()
    {
        var machine = Servers.Assess(
            Servers.Plain, Servers.Settings with { SavingsOption = [SavingsOption.SavingsPlan1Year] }, Committed);
        Assert.Equal(111.60m, machine.Cost.Compute);
        Assert.False(machine.Cost.ComputeIsEstimated);
    }

    [Theory]
    [InlineData("Windows Server 2019", true, AzureOffer.PayAsYouGo, 148.80, 136.90)]
    [InlineData("Windows Server 2019", false, AzureOffer.PayAsYouGo, 285.70, 0)]
    [InlineData("Windows Server 2019", false, AzureOffer.DevTest, 148.80, 0)]
    [InlineData("Windows Server 2019", true, AzureOffer.DevTest, 148.80, 0)]
    [InlineData("Windows 2000", false, AzureOffer.PayAsYouGo, 285.70, 0)]
    [InlineData("Ubuntu 22.04", false, AzureOffer.PayAsYouGo, 148.80, 0)]
    [InlineData("Windows 10", false, AzureOffer.PayAsYouGo, 148.80, 0)]
    [InlineData("Windows 10", true, AzureOffer.PayAsYouGo, 148.80, 0)]
    public void C3_Windows(string system, bool hybrid, AzureOffer offer, decimal compute, decimal savings)
    {
        var machine = Servers.Assess(
            Servers.With(system), Servers.Settings with { WindowsHybridBenefit = hybrid, Offer = offer });
        Assert.Equal((compute, savings), (machine.Cost.Compute, machine.Cost.WindowsHybridBenefitSavings));
        Assert.Equal(system == "Windows 10", Servers.Notes(machine).Contains("C3 WindowsClientLicenceRequired"));
    }

    [Fact]
    public void C3_Windows_under_a_savings_option_pays_the_licence_as_it_is_used()
    {
        var settings = Servers.Settings with { SavingsOption = [SavingsOption.SavingsPlan1Year],
            WindowsHybridBenefit = false };
        Assert.Equal(248.50m, Servers.Assess(Servers.With("Windows Server 2019"), settings, Committed).Cost.Compute);
        var hybrid = Servers.Assess(
            Servers.With("Windows Server 2019"), settings with { WindowsHybridBenefit = true }, Committed);
        Assert.Equal((111.60m, 136.90m), (hybrid.Cost.Compute, hybrid.Cost.WindowsHybridBenefitSavings));
    }

    [Fact]
    public void C3_savings_of_hybrid_benefit_are_not_known_without_a_Windows_price()
    {
        var book = Book.With(
            [D4], data => data with { VmPrices = [.. data.VmPrices.Where(price => price.OS == PriceOS.Linux)] });
        var assessor = new Assessor(Servers.Settings, book);
        var machine = assessor.Assess(Servers.With("Windows Server 2019"));
        Assert.Equal((148.80m, null), (machine.Cost.Compute, machine.Cost.WindowsHybridBenefitSavings));
        var totals = new AssessmentTotals(assessor);
        totals.Add(machine);
        Assert.Contains(totals.ToSummary().Notes, note => note.Code == "HybridBenefitNotPriced");
    }

    [Theory]
    [InlineData("Red Hat Enterprise Linux 9", true)]
    [InlineData("SLES 15", true)]
    [InlineData("Ubuntu 22.04", false)]
    public void C3_LinuxSubscriptionNotPriced(string system, bool noted)
    {
        var assessor = new Assessor(Servers.Settings, Book.Plain);
        var machine = assessor.Assess(Servers.With(system));
        Assert.Equal(noted, Servers.Notes(machine).Contains("C3 LinuxSubscriptionNotPriced"));
        var totals = new AssessmentTotals(assessor);
        totals.Add(machine);
        Assert.Equal(noted, totals.ToSummary().Notes.Any(note => note.Code == "LinuxSubscriptionNotPriced"));
    }

    [Fact]
    public void C4_a_committed_price_that_the_region_lacks_is_estimated_and_flagged()
    {
        var assessor = new Assessor(Servers.Settings with { SavingsOption = [SavingsOption.RI3Year] }, Committed);
        var machine = assessor.Assess(Servers.Plain);
        Assert.Equal(0.20m * 0.10m / 0.25m * 744, machine.Cost.Compute);
        Assert.True(machine.Cost.ComputeIsEstimated);
        var totals = new AssessmentTotals(assessor);
        totals.Add(machine);
        var summary = totals.ToSummary();
        Assert.Equal((1, 59.52m), (summary.EstimatedFigures, summary.EstimatedMonthlyCost));
        Assert.Contains(summary.Notes, note => note.Code == "PricesEstimated");
    }

    [Fact]
    public void C4_sizes_that_the_savings_option_cannot_price_are_counted()
    {
        var summary = new AssessmentTotals(new Assessor(
            Servers.Settings with { SavingsOption = [SavingsOption.RI1Year] }, Committed)).ToSummary();
        Assert.Equal(1, summary.SizesWithoutCommittedPrice);
        Assert.Contains(summary.Notes, note => note.Code == "SizesWithoutCommittedPrice");
        Assert.Equal(0, new Assessor(Servers.Settings, Committed).SizesWithoutCommittedPrice);
    }

    [Fact]
    public void C5_a_disk_tier_that_the_region_lacks_takes_the_reference_regions_price_flagged()
    {
        var book = Book.With([D4], data => data with
        {
            VmPrices = [.. data.VmPrices,
                new VmPrice(D4.Name, Book.Other, PriceOS.Linux, PriceTerm.PayAsYouGo, 0.3m, PriceBasis.Inferred)],
        });
        var machine = Servers.Assess(Servers.Plain, Servers.Settings with { Location = [Book.Other] }, book);
        Assert.Equal((6.40m, true), (machine.Disks[0].MonthlyCost, machine.Disks[0].CostIsEstimated));
        Assert.True(machine.Cost.StorageIsEstimated);
        Assert.True(machine.Cost.ComputeIsEstimated);
    }

    [Fact]
    public void C6_storage_is_the_sum_of_the_disks_and_transactions_are_named_as_not_priced()
    {
        var assessor = new Assessor(Servers.Settings with { DiscountPercent = 50, DaysPerMonth = 10 }, Book.Plain);
        var machine = assessor.Assess(Servers.Plain with { Disks = [Servers.Disk("a", 100), Servers.Disk("b", 500)] });
        Assert.Equal(6.40m + 25.60m, machine.Cost.Storage);
        var totals = new AssessmentTotals(assessor);
        totals.Add(machine);
        Assert.Contains(totals.ToSummary().Notes, note => note is { Rule: "C6", Code: "TransactionsNotPriced" });
    }

    [Fact]
    public void C7_security_is_blank_where_the_book_has_no_price()
    {
        var assessor = new Assessor(Servers.Settings, Book.Plain);
        Assert.Null(assessor.Assess(Servers.Plain).Cost.Security);
        var summary = new AssessmentTotals(assessor).ToSummary();
        Assert.Null(summary.MonthlySecurityCost);
        Assert.Contains(summary.Notes, note => note.Code == "SecurityNotPriced");
    }

    [Fact]
    public void C7_security_is_the_books_price_for_each_machine_that_has_a_size()
    {
        var book = Book.With([D4], data => data with { DefenderPrices = [new DefenderPrice(Book.Region, 14.605m)] });
        var assessor = new Assessor(Servers.Settings, book);
        Assert.Equal(14.61m, assessor.Assess(Servers.Plain).Cost.Security);
        Assert.Null(assessor.Assess(Servers.With("")).Cost.Security);
        var none = new Assessor(Servers.Settings with { SecurityOffering = SecurityOffering.None }, book);
        Assert.Equal(0, none.Assess(Servers.Plain).Cost.Security);
        Assert.Equal(0, new AssessmentTotals(none).ToSummary().MonthlySecurityCost);
    }

    [Fact]
    public void C8_money_is_rounded_half_away_from_zero_after_the_exchange_rate()
    {
        // 6.40 a month × 0.00078125 is half a cent, × 0.00234375 a cent and a half.
        decimal? Storage(decimal rate) =>
            Servers.Assess(Servers.Plain, Servers.Settings with { Currency = "EUR", ExchangeRate = rate }).Cost.Storage;
        Assert.Equal(0.01m, Storage(0.00078125m));
        Assert.Equal(0.02m, Storage(0.00234375m));
        Assert.Equal(6.40m, Storage(1.0000001m));
    }

    [Fact]
    public void C8_totals_are_the_sums_of_what_is_shown_in_any_order()
    {
        var assessor = new Assessor(Servers.Settings with { Currency = "EUR", ExchangeRate = 0.913m }, Book.Plain);
        var machines = Enumerable.Range(1, 40).Select(number => assessor.Assess(Servers.Using(number * 2, number) with
        {
            Id = "csv/" + number,
            Disks = [Servers.Disk("a", number * 7), Servers.Disk("b", number * 3, Servers.Use(number * 60, 0, 0, 0))],
        })).ToList();
        var totals = new AssessmentTotals(assessor);
        machines.ForEach(totals.Add);
        var summary = totals.ToSummary();
        Assert.Equal(40, summary.Machines);
        Assert.Equal(40, summary.Ready + summary.NotReady + summary.ReadyWithConditions + summary.ReadinessUnknown);
        Assert.Equal(machines.Sum(machine => machine.Cost.Compute), summary.MonthlyComputeCost);
        Assert.Equal(machines.SelectMany(machine => machine.Disks).Sum(disk => disk.MonthlyCost),
            summary.MonthlyStorageCost);
        Assert.Equal(summary.MonthlyStorageCost, summary.StorageCostByType.Values.Sum());
        Assert.Equal(80, summary.DisksByType.Values.Sum());
        Assert.Equal(40, summary.MachinesBySize.Values.Sum());
        machines.Reverse();
        var backward = new AssessmentTotals(assessor);
        machines.ForEach(backward.Add);
        Assert.Equivalent(summary, backward.ToSummary(), strict: true);
    }
}
