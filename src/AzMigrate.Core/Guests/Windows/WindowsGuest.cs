using System.Globalization;
using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.Partitions;
using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>A value that is to be another number.</summary>
internal readonly record struct WantedNumber(RegistryValue Value, uint Number);

/// <summary>The Windows on a machine's disks, with its registry.</summary>
internal sealed class WindowsGuest
{
    private const string Config = "Windows/System32/config/";
    private static readonly GuestRule HiveUnreadable = new("W2", "Guest.HiveUnreadable");
    private static readonly GuestRule HiveDirty = new("W3", "Guest.HiveDirty");
    private static readonly GuestRule HiveLog = new("W4", "Guest.HiveLog");
    private static readonly GuestRule Hibernated = new("W5", "Guest.Hibernated");
    private bool _canEdit = true;

    private WindowsGuest(ReadableVolume volume, GuestVolumes volumes, GuestQuestions questions, GuestNotes notes) =>
        (Volume, Volumes, Questions, Notes) = (volume, volumes, questions, notes);

    /// <summary>Where Windows is.</summary>
    public ReadableVolume Volume { get; }

    public GuestVolumes Volumes { get; }

    public GuestQuestions Questions { get; }

    public GuestNotes Notes { get; }

    /// <summary>The hive of HKLM\SYSTEM; null when it cannot be read, which was noted.</summary>
    public RegistryHive? System { get; private set; }

    /// <summary>The hive of HKLM\SOFTWARE; null when it cannot be read, which was noted.</summary>
    public RegistryHive? Software { get; private set; }

    /// <summary>ControlSet001 and others: Windows starts with the one that the key Select names.</summary>
    public IReadOnlyList<RegistryKey> ControlSets { get; private set; } = [];

    /// <summary>The one that Windows starts with.</summary>
    public RegistryKey? CurrentControlSet { get; private set; }

    /// <summary>The Windows on the volumes, or null. The first counts.</summary>
    public static WindowsGuest? Find(GuestVolumes volumes, GuestQuestions questions, GuestNotes notes)
    {
        WindowsGuest? guest = null;
        foreach (var volume in volumes.Readable)
        {
            var isOne = false;
            notes.Try(VolumeRules.Unreadable, GuestSeverity.Warning, () =>
                isOne = volume.Volume.Kind is VolumeKind.Ntfs
                && volume.Files.FindPath(Config + "SYSTEM") is { Kind: FileKind.File });
            if (!isOne)
                continue;
            if (guest is not null)
                notes.Add(VolumeRules.SeveralSystems(guest.Volume.Volume.Name, volume.Volume.Name));
            else
                guest = new WindowsGuest(volume, volumes, questions, notes);
        }
        guest?.OpenHives();
        return guest;
    }

    /// <summary>True when a file is there, whatever the case of its name.</summary>
    public bool Has(string path) => Volume.Files.FindPath(path) is { Kind: FileKind.File };

    /// <summary>A key of each control set that has it, such as <c>Services\storvsc</c>.</summary>
    public IEnumerable<RegistryKey> InEachControlSet(string path) =>
        ControlSets.Select(set => set.Find(path)).OfType<RegistryKey>();

    /// <summary>
    /// Notes numbers that are not what is wanted: with edits where all of them can be changed in place and may be.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="wrong">The values; at least one.</param>
    /// <param name="message">What was found.</param>
    /// <param name="mayEdit">False when the user has to ask for the change.</param>
    public void Want(GuestRule rule, GuestSeverity severity, IReadOnlyList<WantedNumber> wrong, string message,
        bool mayEdit = true)
    {
        var names = string.Join(
            ", ", wrong.Select(wanted => $@"HKLM\SYSTEM\{GuestErrors.Shown(wanted.Value.Path)} = {wanted.Number}"));
        var edits = wrong.Select(wanted => Edit(rule, wanted)).ToList();
        var canFix = mayEdit && _canEdit && edits.TrueForAll(edit => edit is not null);
        var finding = new GuestFinding
        {
            Rule = rule.Id,
            Code = rule.Code,
            Severity = severity,
            Message = message,
            Remedy = canFix ? $"The preparation sets on the copy: {names}."
                : $"Run Prepare-Windows.ps1 in the guest, or set there: {names}.",
        };
        if (canFix)
            Notes.Add(finding, edits.OfType<GuestEdit>());
        else
            Notes.Add(finding);
    }

    private static GuestEdit? Edit(GuestRule rule, WantedNumber wanted) =>
        wanted.Value is { Number: uint number, Place: Bytes.DiskPlace place }
            ? new GuestEdit
            {
                Rule = rule.Id,
                Setting = @"HKLM\SYSTEM\" + GuestErrors.Shown(wanted.Value.Path),
                OldValue = number,
                NewValue = wanted.Number,
                Disk = place.Disk,
                OffsetBytes = place.Offset,
            }
            : null;

    private void OpenHives()
    {
        Notes.Try(HiveUnreadable, GuestSeverity.Error, () =>
        {
            var hive = Open("SYSTEM") ?? throw GuestErrors.Damaged(Volume.Volume.Name, 0, "there is no SYSTEM hive");
            var root = hive.Root;
            ControlSets = [.. root.Keys()
                .Where(key => key.Name.StartsWith("ControlSet", StringComparison.OrdinalIgnoreCase))];
            var current = root.Find("Select")?.Value("Current")?.Number ?? 1;
            var name = "ControlSet" + current.ToString("000", CultureInfo.InvariantCulture);
            CurrentControlSet = ControlSets.FirstOrDefault(
                set => string.Equals(set.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw GuestErrors.Damaged(
                    hive.Name, 0, $"the control set that Windows starts with, {name}, is not there");
            System = hive;
        });
        Notes.Try(HiveUnreadable, GuestSeverity.Warning, () => Software = Open("SOFTWARE"));
        if (System is RegistryHive system)
            Notes.Try(HiveUnreadable, GuestSeverity.Warning, () => _canEdit = IsSafeToEdit(system));
    }

    private RegistryHive? Open(string name) =>
        Volume.Files.FindPath(Config + name) is { Kind: FileKind.File } file
        ? new RegistryHive(Volume.Files.Open(file)) : null;

    private bool IsSafeToEdit(RegistryHive hive)
    {
        var isSafe = hive.IsClean;
        if (!isSafe)
            Notes.Add(HiveDirty.Warning(
                "Windows' SYSTEM hive was not written to its end: the disk is of a running machine, or of one that was not "
                    + "shut down. Newer values may be in its logs alone, and nothing is changed offline.",
                "Check again once the machine was shut down, as it is before a cutover; or run Prepare-Windows.ps1 in it."));
        foreach (var name in (string[])["SYSTEM.LOG", "SYSTEM.LOG1", "SYSTEM.LOG2"])
        {
            if (!hive.IsClean || Volume.Files.FindPath(Config + name) is not { Kind: FileKind.File } file
                || !RegistryLogs.IsLater(Volume.Files.Open(file), hive.Sequence))
                continue;
            isSafe = false;
            Notes.Add(HiveLog.Warning(
                $"The log {name} has changes that are later than Windows' SYSTEM hive; nothing is changed offline.",
                "Start the machine once more and shut it down, then check again; or run Prepare-Windows.ps1 in it."));
        }
        if (IsHibernated())
        {
            isSafe = false;
            Notes.Add(Hibernated.Error(
                "Windows is hibernated, or was shut down with fast startup: it would go on with what is in its memory's file.",
                "Start it and run 'shutdown /s /t 0' there, or 'powercfg /h off' before; then check again."));
        }
        return isSafe;
    }

    // The file is there, with zeros or 'RSTR' at its start, when it goes on with nothing.
    private bool IsHibernated() =>
        Volume.Files.FindPath("hiberfil.sys") is { Kind: FileKind.File } file
        && Volume.Files.Open(file) is { Length: > 4 } bytes
            && bytes.Block(0, 4).Ascii(0, 4).ToUpperInvariant() is "HIBR";
}
