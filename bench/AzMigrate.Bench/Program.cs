using AzMigrate.Bench;
using AzMigrate.Bench.Benches;

// [BENCH ...] measures the benches named, or all; child NAME ARGUMENTS does one subject's work.
if (args is ["child", var name, .. var rest])
{
    Subjects.Run(name, rest);
    return 0;
}

var benches = new (string Name, Action Run)[]
{
    ("import", ImportBench.Run),
    ("store", StoreBench.Run),
    ("flow", FlowBench.Run),
    ("assess", AssessBench.Run),
    ("whatif", WhatIfBench.Run),
    ("workbook", WorkbookBench.Run),
    ("module", ModuleBench.Run),
    ("catalogue", CatalogueBench.Run),
    ("package", PackageBench.Run),
    ("codec", CodecBench.Run),
    ("ssh", SshBench.Run),
    ("images", ImageBench.Measure),
    ("sshdisk", SshDiskBench.Run),
    ("disks", DiskBench.Measure),
    ("upload", UploadBench.Measure),
    ("cap", CapBench.Run),
    ("discovery", DiscoveryBench.Run),
    ("hyperv", HyperVBench.Run),
    ("history", HistoryBench.Run),
};
var unknown = args.Except(benches.Select(bench => bench.Name)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"There is no bench {string.Join(", ", unknown)}; "
        + $"there are {string.Join(", ", benches.Select(bench => bench.Name))}.");
    return 2;
}

foreach (var bench in benches.Where(bench => args.Length == 0 || args.Contains(bench.Name)))
    bench.Run();
return 0;
