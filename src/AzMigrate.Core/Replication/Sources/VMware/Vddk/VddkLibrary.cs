using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>
/// VMware's Virtual Disk Development Kit, which the user supplies. A process can begin it once, so one of each folder
/// is kept until the process ends.
/// </summary>
internal sealed class VddkLibrary
{
    private const uint Major = 6;
    private const uint Minor = 7;
    private static readonly ConcurrentDictionary<string, Lazy<VddkLibrary>> Loaded = new(StringComparer.Ordinal);

    private VddkLibrary(string folder)
    {
        if (!Environment.Is64BitProcess || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw VddkErrors.NotSupported(folder);
        try
        {
            Functions = new VddkFunctions(NativeFile.Load(FileIn(folder)));
        }
        catch (DllNotFoundException error)
        {
            throw VddkErrors.NotLoaded(folder, error.Message, error);
        }
        using var name = VddkText.Of(folder);
        Check(
            Functions.InitEx(Major, Minor, Log.Log, Log.Warn, Log.Warn, name.Address, IntPtr.Zero),
            "the start", Path.GetFileName(folder));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Functions.Exit();
    }

    public VddkFunctions Functions { get; }

    /// <summary>What it says.</summary>
    public VddkLog Log { get; } = new();

    /// <summary>Held while a disk is opened or closed: the library wants these one after another.</summary>
    public object Opening { get; } = new();

    /// <summary>The library of a folder.</summary>
    /// <exception cref="MigrateException">
    /// <c>Replication.VddkNotFound</c>, <c>Replication.VddkNotLoaded</c>, <c>Replication.VddkFailed</c>,
    /// <c>Edition.NotSupported</c>.
    /// </exception>
    public static VddkLibrary Of(string folder)
    {
        var path = Path.GetFullPath(folder);
        var library = Loaded.GetOrAdd(path, _ => new Lazy<VddkLibrary>(() => new VddkLibrary(path)));
        try
        {
            return library.Value;
        }
        catch
        {
            // What is amiss with the folder may be put right.
            Loaded.TryRemove(path, out _);
            throw;
        }
    }

    /// <summary>Fails where a call did.</summary>
    /// <param name="error">What the call answered.</param>
    /// <param name="call">What it was, for people.</param>
    /// <param name="disk">Of which disk.</param>
    public void Check(ulong error, string call, string disk)
    {
        if (error == 0)
            return;
        var text = Functions.GetErrorText(error, IntPtr.Zero);
        try
        {
            throw VddkErrors.Failed(call, disk, error, VddkText.Read(text), Log.TakeWarnings());
        }
        finally
        {
            Functions.FreeErrorText(text);
        }
    }

    private static string FileIn(string folder)
    {
        var isWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        var name = isWindows ? "vixDiskLib.dll" : "libvixDiskLib.so";
        string[] places = [Path.Combine(folder, isWindows ? "bin" : "lib64", name), Path.Combine(folder, name)];
        return places.FirstOrDefault(File.Exists) ?? throw VddkErrors.NotFound(folder, name);
    }
}
