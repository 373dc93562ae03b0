using System.Globalization;
using AzMigrate.Bench.Benches;

namespace AzMigrate.Bench;

/// <summary>What a child process can be asked to do, by name.</summary>
internal static class Subjects
{
    public static void Run(string name, string[] arguments)
    {
        switch (name, arguments)
        {
            case (nameof(ImportBench.Import), [var path]): ImportBench.Import(path); break;
            case (nameof(ImportBench.Unpack), [var path]): ImportBench.Unpack(path); break;
            case (nameof(ImportBench.ReadBytes), [var path]): ImportBench.ReadBytes(path); break;
            case (nameof(ImportBench.MiniExcelRead), [var path]): ImportBench.MiniExcelRead(path); break;
            case (nameof(StoreBench.Save), []): StoreBench.Save(); break;
            case (nameof(StoreBench.SaveAgain), []): StoreBench.SaveAgain(); break;
            case (nameof(StoreBench.Insert), []): StoreBench.Insert(); break;
            case (nameof(AssessBench.Assess), [var project, var group]): AssessBench.Assess(project, group); break;
            case (nameof(AssessBench.ReadHistory), [var project]): AssessBench.ReadHistory(project); break;
            case (nameof(AssessBench.DecodeBlocks), [var project]): AssessBench.DecodeBlocks(project); break;
            case (nameof(WhatIfBench.AssessAll), [var project]): WhatIfBench.AssessAll(project); break;
            case (nameof(WorkbookBench.Write), [var project]): WorkbookBench.Write(project); break;
            case (nameof(WorkbookBench.MiniExcelWrite), [var project]): WorkbookBench.MiniExcelWrite(project); break;
            case (nameof(WorkbookBench.Read), [var project]): WorkbookBench.Read(project); break;
            case (nameof(CatalogueBench.Load), []): CatalogueBench.Load(); break;
            case (nameof(CatalogueBench.Unpack), []): CatalogueBench.Unpack(); break;
            case (nameof(CodecBench.Encode), []): CodecBench.Encode(); break;
            case (nameof(CodecBench.Decode), []): CodecBench.Decode(); break;
            case (nameof(CodecBench.Copy), []): CodecBench.Copy(); break;
            case (nameof(SshBench.Discover), [var port, var user, var folder]): SshBench.Discover(
                port, user, folder); break;
            case (nameof(SshBench.OpenSsh), [var port, var user, var folder]): SshBench.OpenSsh(
                port, user, folder); break;
            case (nameof(ImageBench.ToVhd), [var image]): ImageBench.ToVhd(image); break;
            case (nameof(ImageBench.CopyLoop), [var raw]): ImageBench.CopyLoop(raw); break;
            case (nameof(ImageBench.CopyReserved), [var raw]): ImageBench.CopyReserved(raw); break;
            case (nameof(SshDiskBench.ReadInARow), [var port, var user, var folder]):
                SshDiskBench.ReadInARow(port, user, folder);
                break;
            case (nameof(SshDiskBench.ReadApart), [var port, var user, var folder]):
                SshDiskBench.ReadApart(port, user, folder);
                break;
            case (nameof(SshDiskBench.Digest), [var port, var user, var folder]):
                SshDiskBench.Digest(port, user, folder);
                break;
            case (nameof(DiskBench.ToNowhere), [var raw]): DiskBench.ToNowhere(raw); break;
            case (nameof(DiskBench.ReadOnly), [var raw]): DiskBench.ReadOnly(raw); break;
            case (nameof(DiskBench.PlainCopy), [var raw]): DiskBench.PlainCopy(raw); break;
            case (nameof(UploadBench.Replicate), [var account, var key, var raw, var disks, var times]):
                UploadBench.Replicate(account, key, raw, Number(disks), Number(times));
                break;
            case (nameof(CapBench.Capped), [var account, var raw, var cap, var disks]):
                CapBench.Capped(account, raw, cap, Number(disks));
                break;
            case (nameof(UploadBench.PlainPut), [var account, var raw, var lanes, var times]):
                UploadBench.PlainPut(account, raw, Number(lanes), Number(times));
                break;
            case (nameof(DiscoveryBench.DiscoverVCenter), [var server, var thumbprint, var project]):
                DiscoveryBench.DiscoverVCenter(server, thumbprint, project);
                break;
            case (nameof(DiscoveryBench.Receive), [var server, var thumbprint]):
                DiscoveryBench.Receive(server, thumbprint);
                break;
            case (nameof(HyperVBench.Discover), [var thumbprint]): HyperVBench.Discover(thumbprint); break;
            case (nameof(HyperVBench.Replay), [var folder]): HyperVBench.Replay(folder); break;
            case (nameof(HistoryBench.CollectHistory), [var server, var thumbprint, var project, var backFill]):
                HistoryBench.CollectHistory(server, thumbprint, project, backFill);
                break;
            case (nameof(HistoryBench.AssessCollected), [var project]): HistoryBench.AssessCollected(project); break;
            default: throw new ArgumentException($"There is no subject '{name}' with {arguments.Length} arguments.");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
