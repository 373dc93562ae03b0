using System.Runtime.InteropServices;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>
/// The functions of VMware's virtual disk library that are called, by its public header (6.7 and later; x64, where
/// every calling convention is the same). An error is 0 where all is well.
/// </summary>
internal sealed class VddkFunctions
{
    public VddkFunctions(NativeFile library)
    {
        InitEx = Needed<InitExFunction>(library, "VixDiskLib_InitEx");
        Exit = Needed<ExitFunction>(library, "VixDiskLib_Exit");
        GetErrorText = Needed<GetErrorTextFunction>(library, "VixDiskLib_GetErrorText");
        FreeErrorText = Needed<FreeFunction>(library, "VixDiskLib_FreeErrorText");
        AllocateConnectParams = Needed<AllocateFunction>(library, "VixDiskLib_AllocateConnectParams");
        FreeConnectParams = Needed<FreeFunction>(library, "VixDiskLib_FreeConnectParams");
        ConnectEx = Needed<ConnectExFunction>(library, "VixDiskLib_ConnectEx");
        Disconnect = Needed<EndFunction>(library, "VixDiskLib_Disconnect");
        Open = Needed<OpenFunction>(library, "VixDiskLib_Open");
        Close = Needed<EndFunction>(library, "VixDiskLib_Close");
        GetInfo = Needed<GetInfoFunction>(library, "VixDiskLib_GetInfo");
        FreeInfo = Needed<FreeFunction>(library, "VixDiskLib_FreeInfo");
        Read = Needed<ReadFunction>(library, "VixDiskLib_Read");
        QueryAllocatedBlocks = Needed<QueryFunction>(library, "VixDiskLib_QueryAllocatedBlocks");
        FreeBlockList = Needed<EndFunction>(library, "VixDiskLib_FreeBlockList");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void LogFunction(IntPtr format, IntPtr arguments);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong InitExFunction(
        uint major, uint minor, LogFunction log, LogFunction warn, LogFunction panic, IntPtr folder,
        IntPtr configuration);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void ExitFunction();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate IntPtr GetErrorTextFunction(ulong error, IntPtr locale);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void FreeFunction(IntPtr allocated);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate IntPtr AllocateFunction();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong ConnectExFunction(
        IntPtr parameters, byte isReadOnly, IntPtr snapshot, IntPtr transports, out IntPtr connection);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong OpenFunction(IntPtr connection, IntPtr path, uint flags, out IntPtr disk);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong EndFunction(IntPtr handle);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong GetInfoFunction(IntPtr disk, out IntPtr info);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong ReadFunction(IntPtr disk, ulong firstSector, ulong sectors, IntPtr buffer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate ulong QueryFunction(IntPtr disk, ulong firstSector, ulong sectors, ulong chunkSectors,
        out IntPtr list);

    public InitExFunction InitEx { get; }

    public ExitFunction Exit { get; }

    public GetErrorTextFunction GetErrorText { get; }

    public FreeFunction FreeErrorText { get; }

    public AllocateFunction AllocateConnectParams { get; }

    public FreeFunction FreeConnectParams { get; }

    public ConnectExFunction ConnectEx { get; }

    public EndFunction Disconnect { get; }

    public OpenFunction Open { get; }

    public EndFunction Close { get; }

    public GetInfoFunction GetInfo { get; }

    public FreeFunction FreeInfo { get; }

    public ReadFunction Read { get; }

    public QueryFunction QueryAllocatedBlocks { get; }

    public EndFunction FreeBlockList { get; }

    private static T Needed<T>(NativeFile library, string name)
        where T : Delegate =>
        library.Find<T>(name) ?? throw new DllNotFoundException($"it has no {name}; version 6.7 or later is needed");
}
