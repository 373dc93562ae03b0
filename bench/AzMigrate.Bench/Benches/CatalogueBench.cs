using AzMigrate.Bench.Measuring;
using AzMigrate.Catalog;

namespace AzMigrate.Bench.Benches;

/// <summary>Loading the book in a fresh process, beside unpacking its bytes.</summary>
internal static class CatalogueBench
{
    public static void Run() => Comparison.Print(
        "8. Catalogue, cold (budget: 50 ms, 20 MB allocated)", 5,
        Subject.Of("Catalogue.Embedded", nameof(Load)),
        Subject.Of("floor: its bytes unpacked", nameof(Unpack)));

    public static void Load() => Work.Measure(() => Catalogue.Embedded.VmSizes.Count);

    public static void Unpack() => Work.Measure(() => EmbeddedBook.Unpack(EmbeddedBook.Open()).Length);
}
