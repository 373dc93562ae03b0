using System.Security.Cryptography;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>One of the assessments that a run makes in one pass.</summary>
internal sealed class AssessmentPart(TimeWindow? window, AssessmentEngine engine, AssessmentWriter writer) : IDisposable
{
    private readonly IncrementalHash _inventory = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public TimeWindow? Window => window;

    public AssessmentEngine Engine => engine;

    public void Add(AssessedBatch batch)
    {
        for (var i = 0; i < batch.Machines.Count; i++)
        {
            engine.Add(batch.Machines[i]);
            _inventory.AppendData(batch.Hashes[i]);
        }

        writer.Add(batch.Packed, batch.Machines.Count);
    }

    public MigrateAssessment Complete(string? group, Catalogue catalogue, DateTimeOffset createdAt)
    {
        // Coverage is measured against the window, so another window is another inventory.
        if (window is { } covered)
            _inventory.AppendData(AssessmentInputs.HashOf(covered));
        var inventoryHash = AssessmentInputs.Hex(_inventory.GetHashAndReset());
        var settings = engine.Settings;
        var settingsHash = AssessmentInputs.HashOf(settings);
        var option = settings.SavingsOption[0];
        var name = $"{group ?? "Machines"}-{settings.Location[0]}";
        return writer.Complete(new AssessmentHeader
        {
            Id = AssessmentInputs.IdOf(inventoryHash, settingsHash, catalogue.Hash),
            Name = option == SavingsOption.None ? name : $"{name}-{option}",
            GroupName = group,
            Settings = settings,
            CatalogDate = catalogue.Date,
            InventoryHash = inventoryHash,
            SettingsHash = settingsHash,
            CatalogHash = catalogue.Hash,
            HistoryWindow = window,
            Summary = engine.Summary(),
        }, createdAt);
    }

    public void Dispose()
    {
        writer.Dispose();
        _inventory.Dispose();
    }
}
