namespace AzMigrate.Inventory;

/// <summary>What kind of source described a machine.</summary>
public enum SourceKind
{
    /// <summary>A CSV in the layout of the Azure Migrate import template.</summary>
    Csv,

    /// <summary>An RVTools workbook.</summary>
    RVTools,

    /// <summary>A vCenter Server or ESXi host.</summary>
    VMware,

    /// <summary>A Hyper-V host or cluster.</summary>
    HyperV,

    /// <summary>A Windows server, asked directly.</summary>
    Windows,

    /// <summary>A Linux server, asked directly.</summary>
    Linux,
}

/// <summary>Virtual or physical.</summary>
public enum MachineKind
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>A virtual machine.</summary>
    Virtual,

    /// <summary>A physical server.</summary>
    Physical,
}

/// <summary>Power state when last seen.</summary>
public enum PowerState
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>Running.</summary>
    On,

    /// <summary>Powered off.</summary>
    Off,

    /// <summary>Suspended, saved or paused.</summary>
    Suspended,
}

/// <summary>Boot firmware; decides the Azure VM generation (BIOS 1, UEFI 2).</summary>
public enum Firmware
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>BIOS: generation 1.</summary>
    Bios,

    /// <summary>UEFI: generation 2.</summary>
    Uefi,
}

/// <summary>Processor architecture of the operating system.</summary>
public enum OSArchitecture
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>32-bit x86.</summary>
    X86,

    /// <summary>64-bit x86.</summary>
    X64,

    /// <summary>64-bit Arm.</summary>
    Arm64,

    /// <summary>Another one, such as POWER or IBM Z, which Azure does not offer.</summary>
    Other,
}

/// <summary>What a machine is used for; decides Dev/Test prices and disk types.</summary>
public enum MachineEnvironment
{
    /// <summary>Production.</summary>
    Production,

    /// <summary>Development and test.</summary>
    DevTest,
}
