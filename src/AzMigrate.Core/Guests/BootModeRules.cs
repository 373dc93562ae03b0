using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.Partitions;

namespace AzMigrate.Guests;

/// <summary>G10: whether the disk can be started by the firmware that the machine is to have.</summary>
internal static class BootModeRules
{
    private static readonly GuestRule BootMode = new("G10", "Guest.BootMode");

    // What firmware without a memory of its own looks for, and what Windows' own loader is.
    private const string Fallback = "EFI/BOOT/BOOTX64.EFI";
    private const string WindowsLoader = "EFI/Microsoft/Boot/bootmgfw.efi";

    public static void Check(
        GuestFamily family, GuestVolume system, GuestVolumes volumes, GuestQuestions questions, GuestNotes notes)
    {
        if (questions.IsUefi is true)
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () => CheckUefi(family, volumes, notes));
        else if (questions.IsUefi is false && system.PartitionId is not null
            && (family is GuestFamily.Windows || volumes.All.All(volume => volume.Role is not PartitionRole.BiosBoot)))
            notes.Add(BootMode.Error(
                "The system's disk has a GPT and nothing that a BIOS starts.",
                "Choose a size and generation with UEFI (generation 2)."));
    }

    private static void CheckUefi(GuestFamily family, GuestVolumes volumes, GuestNotes notes)
    {
        var loaders = volumes.Readable.Where(readable => readable.Volume.Kind is VolumeKind.Fat).ToList();
        if (loaders.Exists(readable => readable.Files.FindPath(Fallback) is { Kind: FileKind.File }))
            return;
        if (family is GuestFamily.Windows
            && loaders.Exists(readable => readable.Files.FindPath(WindowsLoader) is { Kind: FileKind.File }))
            return;
        if (!loaders.Exists(readable => readable.Files.FindPath("EFI") is { Kind: FileKind.Folder }))
            notes.Add(BootMode.Error(
                "No EFI system partition was found: UEFI has nothing to start.",
                "Choose a size and generation with BIOS (generation 1)."));
        else
            notes.Add(BootMode.Warning(
                $"The EFI system partition has no {Fallback}: firmware that does not remember the old machine's entries may start nothing.",
                "Run prepare-linux.sh in the guest, which puts the boot loader there too."));
    }
}
