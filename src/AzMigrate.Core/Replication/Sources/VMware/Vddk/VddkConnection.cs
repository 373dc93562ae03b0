using System.Runtime.InteropServices;
using AzMigrate.Discovery;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>The library's login to a machine's snapshot. All calls come from one thread.</summary>
internal sealed class VddkConnection : IDisposable
{
    // Over TLS to the host's port 902, and nothing else: other transports attach disks to machines, or send in clear.
    private const string Transports = "nbdssl";
    private const int ByUserName = 1;
    private readonly VddkLibrary _library;
    private readonly SourceCredential _credential;
    private readonly List<VddkText> _texts = [];
    private readonly IntPtr _parameters;
    private readonly IntPtr _connection;

    /// <param name="library">The library.</param>
    /// <param name="server">Where it logs in.</param>
    /// <param name="machine">The machine's reference, such as <c>vm-51</c>.</param>
    /// <param name="snapshot">The snapshot's reference.</param>
    /// <param name="disk">The disk, for messages.</param>
    public VddkConnection(VddkLibrary library, VddkServer server, string machine, string snapshot, string disk)
    {
        (_library, _credential) = (library, server.Credential);
        library.Log.Hide(_credential.Password);
        try
        {
            _parameters = library.Functions.AllocateConnectParams();
            Fill(server, machine);
            lock (library.Opening)
            {
                library.Check(
                    library.Functions.ConnectEx(
                        _parameters, 1, Native(snapshot), Native(Transports), out _connection), "the connection", disk);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The library's handle of it.</summary>
    public IntPtr Handle => _connection;

    public void Dispose()
    {
        if (_connection != IntPtr.Zero)
        {
            lock (_library.Opening)
                _library.Functions.Disconnect(_connection);
        }
        if (_parameters != IntPtr.Zero)
        {
            // Its texts are ours to give back.
            foreach (var at in new[] { Layout.Machine, Layout.Server, Layout.Thumbprint, Layout.UserName,
                Layout.Password })
                Marshal.WriteIntPtr(_parameters, at, IntPtr.Zero);
            _library.Functions.FreeConnectParams(_parameters);
        }
        _texts.ForEach(text => text.Dispose());
        _library.Log.Forget(_credential.Password);
    }

    private void Fill(VddkServer server, string machine)
    {
        Marshal.WriteIntPtr(_parameters, Layout.Machine, Native("moref=" + machine));
        Marshal.WriteIntPtr(_parameters, Layout.Server, Native(server.Address.DnsSafeHost));
        if (server.Thumbprint() is string thumbprint)
            Marshal.WriteIntPtr(_parameters, Layout.Thumbprint, Native(thumbprint));
        Marshal.WriteInt32(_parameters, Layout.LoginKind, ByUserName);
        Marshal.WriteIntPtr(_parameters, Layout.UserName, Native(server.Credential.UserName));
        Marshal.WriteIntPtr(_parameters, Layout.Password, Kept(VddkText.Of(server.Credential.Password)));
        Marshal.WriteInt32(_parameters, Layout.Port, server.Address.Port);
    }

    private IntPtr Native(string text) => Kept(VddkText.Of(text));

    private IntPtr Kept(VddkText text)
    {
        _texts.Add(text);
        return text.Address;
    }

    // VixDiskLibConnectParams of the public header. A C long has 4 bytes on Windows and 8 elsewhere; what is not
    // written is zero as the library allocates it, which means a virtual machine.
    private static class Layout
    {
        public const int Machine = 0;
        public const int Server = 8;
        public const int Thumbprint = 16;
        public static readonly int LoginKind = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? 28 : 32;
        public static readonly int UserName = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? 32 : 40;
        public static readonly int Password = UserName + 8;
        public static readonly int Port = UserName + 24;
    }
}
