using AzMigrate.Assessment;
using AzMigrate.Catalog;
using CsCheck;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>The engine says what the slow, obvious reading of the rules' page says.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_engine_agrees_with_the_reference_on_random_estates_books_and_settings() =>
        (from book in RandomEstate.Catalogue
         from settings in RandomEstate.Settings
         from machines in RandomEstate.Machine.Array[20]
         from histories in Together([.. machines.Select(RandomEstate.HistoryOf)])
         select (book, settings, machines, histories)).Sample(
            sample =>
            {
                var settings = Known(sample.settings, sample.book);
                var assessor = new Assessor(settings, sample.book);
                for (var at = 0; at < sample.machines.Length; at++)
                {
                    var expected = ReferenceAssessment.Assess(
                        sample.machines[at], sample.histories[at], settings, sample.book);
                    var actual = ReferenceResult.Of(assessor.Assess(sample.machines[at], sample.histories[at]));
                    AssertSame(expected, actual);
                }
            },
            iter: 50, threads: 1, print: sample => sample.settings.ToString());

    [Fact]
    public void The_engine_agrees_with_the_reference_on_the_embedded_book()
    {
        var book = Catalogue.Embedded;
        (from settings in RandomEstate.Settings
         from machine in RandomEstate.Machine
         from history in RandomEstate.HistoryOf(machine)
         select (settings, machine, history)).Sample(
            sample =>
            {
                var settings = Known(sample.settings, book);
                var expected = ReferenceAssessment.Assess(sample.machine, sample.history, settings, book);
                var actual = ReferenceResult.Of(new Assessor(settings, book).Assess(sample.machine, sample.history));
                AssertSame(expected, actual);
            },
            iter: 40, threads: 1, print: sample => sample.settings + " " + sample.machine);
    }

    private static void AssertSame(ReferenceResult expected, ReferenceResult actual) =>
        Assert.Equal(string.Join("\n", expected.Lines()), string.Join("\n", actual.Lines()));

    // A book that lacks a series refuses its name.
    private static AssessmentSettings Known(AssessmentSettings settings, Catalogue book) => settings with
    {
        VMSeries = [.. settings.VMSeries.Where(name => book.VmSizes.Any(size =>
            name.Equals(size.Series, StringComparison.OrdinalIgnoreCase)
            || name.Equals(size.SeriesClass, StringComparison.OrdinalIgnoreCase)))],
    };

    private static Gen<T[]> Together<T>(Gen<T>[] gens) => gens.Aggregate(
        Gen.Const(Array.Empty<T>()), (all, next) => Gen.Select(all, next, (values, value) => (T[])[.. values, value]));
}
