namespace AzMigrate.Performance;

/// <summary>What is measured. The unit is in the name.</summary>
public enum PerformanceCounter
{
    /// <summary>CPU in percent of the allocated cores, 0 to 100.</summary>
    CpuPercent = 1,

    /// <summary>Memory in percent of the allocated memory.</summary>
    MemoryPercent = 2,

    /// <summary>MB/s read from one disk.</summary>
    DiskReadMBps = 3,

    /// <summary>MB/s written to one disk.</summary>
    DiskWriteMBps = 4,

    /// <summary>Reads a second from one disk.</summary>
    DiskReadOpsPerSecond = 5,

    /// <summary>Writes a second to one disk.</summary>
    DiskWriteOpsPerSecond = 6,

    /// <summary>MB/s received by one adapter.</summary>
    NetworkInMBps = 7,

    /// <summary>MB/s sent by one adapter.</summary>
    NetworkOutMBps = 8,
}

/// <summary>What a point stands for (rule U6).</summary>
public enum PointKind
{
    /// <summary>The highest sample of the interval.</summary>
    Peak = 1,

    /// <summary>The mean over the interval.</summary>
    Average = 2,
}
