namespace AzMigrate.Samples;

/// <summary>A machine of a made-up estate.</summary>
internal sealed record SampleMachine
{
    public required int Number { get; init; }

    public required string Name { get; init; }

    public string? OS { get; init; }

    public string? ToolsOS { get; init; }

    /// <summary>Number of vCPUs as text: broken rows have none.</summary>
    public required string Cpus { get; init; }

    public required long MemoryMiB { get; init; }

    public string Firmware { get; init; } = "bios";

    public string PowerState { get; init; } = "poweredOn";

    public bool IsTemplate { get; init; }

    public bool IsPlaceholder { get; init; }

    public IReadOnlyList<long> DiskGiB { get; init; } = [];

    public int Nics { get; init; } = 1;

    /// <summary>Number of another machine, to make a duplicate; else null.</summary>
    public int? SameIdAs { get; init; }

    public int Identity => SameIdAs ?? Number;

    public string VmId => "vm-" + (1000 + Identity).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string VmUuid => Uuid(0x5001, Identity);

    public string SmbiosUuid => Uuid(0x4201, Identity);

    public string Address =>
        FormattableString.Invariant($"10.{Identity / 65_000 % 250}.{Identity / 250 % 250}.{(Identity % 250) + 1}");

    /// <summary>MiB in use: two fifths of what is provisioned.</summary>
    public long InUseMiB => DiskGiB.Sum() * 1024 * 2 / 5;

    public static string Uuid(int kind, int number) =>
        FormattableString.Invariant($"{kind:x4}a1b2-0000-4000-8000-{number:x12}");
}
