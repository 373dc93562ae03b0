using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>A machine as it is to be saved.</summary>
/// <param name="Machine">What its source says of it.</param>
/// <param name="NativeId">By which a live source knows it; null for an import.</param>
/// <param name="KeepsTags">True when the source could not tell its tags: those that are stored stay.</param>
/// <param name="KeepsNotes">
/// True when notes and custom attributes were not asked for and those that are stored stay.
/// </param>
internal sealed record DiscoveredMachine(
    Machine Machine, string? NativeId, bool KeepsTags = false, bool KeepsNotes = false)
{
    /// <summary>True when the source says a part only, and what is stored says the rest.</summary>
    public bool IsPart => KeepsTags || KeepsNotes;

    /// <summary>The machine with what stays of the stored one.</summary>
    public Machine With(Machine stored) => Machine with
    {
        Tags = KeepsTags ? stored.Tags : Machine.Tags,
        Notes = KeepsNotes ? stored.Notes : Machine.Notes,
        CustomAttributes = KeepsNotes ? stored.CustomAttributes : Machine.CustomAttributes,
    };
}
