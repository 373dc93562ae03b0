namespace AzMigrate.Guests;

/// <summary>One number in the registry of a disk's Windows that is to be changed in place, or was.</summary>
public sealed record GuestEdit
{
    /// <summary>The rule that asks for it, such as <c>W7</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>The value's full name, such as <c>HKLM\SYSTEM\ControlSet001\Services\storvsc\Start</c>.</summary>
    public required string Setting { get; init; }

    /// <summary>Before.</summary>
    public required long OldValue { get; init; }

    /// <summary>After.</summary>
    public required long NewValue { get; init; }

    /// <summary>Position of the disk in the list that was checked, from 0.</summary>
    public required int Disk { get; init; }

    /// <summary>Of the four bytes on that disk.</summary>
    public required long OffsetBytes { get; init; }
}
