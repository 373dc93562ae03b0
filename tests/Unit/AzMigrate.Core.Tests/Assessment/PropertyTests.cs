using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Tests.Assessment.Reference;
using CsCheck;

namespace AzMigrate.Tests.Assessment;

/// <summary>What holds for every machine, settings and book (the end of the rules' page).</summary>
public sealed class PropertyTests
{
    private static readonly Gen<(Catalogue Book, AssessmentSettings Settings, Machine[] Machines)> Estate =
        from book in RandomEstate.Catalogue
        from settings in RandomEstate.Settings
        from machines in RandomEstate.Machine.Array[10]
        select (book, settings with { VMSeries = [] }, machines);

    [Fact]
    public void A_larger_need_never_gives_a_cheaper_pick_with_the_disks_held_fixed() =>
        (from estate in Estate
         from cores in Gen.Int[1, 4]
         from memory in Gen.Int[1, 4]
         select (estate, cores, memory)).Sample(
            sample =>
            {
                var assessor = new Assessor(sample.estate.Settings, sample.estate.Book);
                foreach (var machine in sample.estate.Machines)
                {
                    var larger = machine with { Cores = machine.Cores * sample.cores,
                        MemoryMiB = machine.MemoryMiB * sample.memory };
                    var (small, large) = (assessor.Assess(machine), assessor.Assess(larger));
                    if (small.RecommendedSize is not null && large.RecommendedSize is not null)
                        Assert.True(large.Cost.Compute >= small.Cost.Compute);
                    if (small.RecommendedSize is null)
                        Assert.Null(large.RecommendedSize);
                }
            },
            iter: 60, threads: 1);

    [Fact]
    public void Removing_a_size_never_lowers_the_cost() =>
        (from estate in Estate
         from removed in Gen.Int[0, 28]
         select (estate, removed)).Sample(
            sample =>
            {
                var (book, settings, machines) = sample.estate;
                var without = Without(book, settings.Location[0], sample.removed);
                foreach (var machine in machines)
                {
                    var (all, fewer) = (new Assessor(settings, book).Assess(machine),
                        new Assessor(settings, without).Assess(machine));
                    if (fewer.Cost.Compute is decimal cost)
                        Assert.True(all.Cost.Compute <= cost);
                }
            },
            iter: 40, threads: 1);

    [Fact]
    public void A_looser_setting_never_turns_Ready_into_NotReady() =>
        (from estate in Estate
         from factor in Gen.Double[1, 3]
         select (estate, factor)).Sample(
            sample =>
            {
                var (book, settings, machines) = sample.estate;
                settings = settings with { ComfortFactor = sample.factor };
                var assessor = new Assessor(settings, book);
                var smaller = new Assessor(settings with { ComfortFactor = 1 }, book);
                var more = new Assessor(
                    settings with { VMSeries = [.. book.VmSizes.Select(size => size.Series).Distinct()] }, book);
                foreach (var machine in machines)
                {
                    if (assessor.Assess(machine).Readiness != Readiness.Ready)
                        continue;
                    Assert.NotEqual(Readiness.NotReady, more.Assess(machine).Readiness);
                    Assert.NotEqual(Readiness.NotReady, smaller.Assess(machine).Readiness);
                }
            },
            iter: 60, threads: 1);

    [Fact]
    public void The_order_of_input_the_threads_and_the_culture_change_nothing() =>
        Estate.Sample(
            estate =>
            {
                var assessor = new Assessor(estate.Settings, estate.Book);
                var machines = estate.Machines.Select(
                    (machine, at) => machine with { Id = "x/" + at.ToString(CultureInfo.InvariantCulture) }).ToArray();
                var straight = machines.Select(
                    machine => Convert.ToBase64String(AssessmentJson.Write(assessor.Assess(machine)))).ToArray();
                var backward = machines.Reverse()
                    .Select(machine => Convert.ToBase64String(AssessmentJson.Write(assessor.Assess(machine))))
                    .Reverse();
                Assert.Equal(straight, backward);
                var together = machines.AsParallel().AsOrdered().WithDegreeOfParallelism(4)
                    .Select(machine => Convert.ToBase64String(AssessmentJson.Write(assessor.Assess(machine))));
                Assert.Equal(straight, together);
                foreach (var culture in new[] { "tr-TR", "de-DE", "ar-SA" })
                {
                    Assert.Equal(straight, In(culture, () => machines.Select(machine => Convert.ToBase64String(
                        AssessmentJson.Write(new Assessor(estate.Settings, estate.Book).Assess(machine)))).ToArray()));
                }
            },
            iter: 15, threads: 1);

    [Fact]
    public void The_time_zone_of_the_window_changes_nothing()
    {
        var machine = Servers.Plain with { SourceKind = SourceKind.VMware, CreatedAt = Servers.Start.AddHours(3) };
        var block = Servers.Block(10, AzMigrate.Performance.PointKind.Peak, Servers.Start.AddHours(5), 1, 2, 3);
        byte[] At(TimeSpan offset) =>
            AssessmentJson.Write(Servers.Assess(machine, history: new AzMigrate.Performance.MachineHistory
        {
            Window = new AzMigrate.Performance.TimeWindow(
                Servers.Day.Start.ToOffset(offset), Servers.Day.End.ToOffset(offset)),
            Series = [Servers.Series(AzMigrate.Performance.PerformanceCounter.CpuPercent, "",
                block with { Start = block.Start.ToOffset(offset) })],
        }));
        Assert.Equal(At(TimeSpan.Zero), At(TimeSpan.FromHours(9)));
    }

    // The book loses one size in the region by losing its prices there: what it knows of others stays.
    private static Catalogue Without(Catalogue book, string region, int removed)
    {
        var sizes = book.VmSizes.Where((_, at) => at != removed % Math.Max(1, book.VmSizes.Count)).ToList();
        var tierPrices = from tier in book.DiskTiers
                         let price = book.GetDiskPrice(tier, region)
                         where price is not null
                         select new DiskTierPrice(tier.Name, region, price.Value.Usd);
        var prices = from size in sizes
                     from os in Enum.GetValues<PriceOS>()
                     from term in Enum.GetValues<PriceTerm>()
                     let price = book.GetVmPrice(size, region, os, term)
                     where price is not null
                     select new VmPrice(size.Name, region, os, term, price.Value.Usd);
        return new Catalogue(Book.Empty with
        {
            VmSizes = sizes, VmPrices = [.. prices], DiskPrices = [.. tierPrices],
            DiskTypesNotOffered =
            [
                .. Enum.GetValues<ManagedDiskType>().Where(type => book.IsDiskTypeKnownNotOffered(type, region))
                    .Select(type => new DiskTypeNotOffered(type, region)),
            ],
            FlexibleDiskPrices = book.GetFlexibleDiskPrice(ManagedDiskType.Ultra, region) is null
                && book.GetFlexibleDiskPrice(ManagedDiskType.PremiumV2, region) is null ? []
                : Book.Empty.FlexibleDiskPrices,
        });
    }

    private static T In<T>(string culture, Func<T> work)
    {
        var (old, oldUI) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return work();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (old, oldUI);
        }
    }
}
