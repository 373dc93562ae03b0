using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>
/// What the library says. Its last warnings go into errors, for its numbers tell little; the rest is dropped, as it may
/// hold anything.
/// </summary>
internal sealed class VddkLog
{
    private const int Most = 3;
    private const int LineBytes = 1024;
    private readonly Queue<string> _warnings = new();
    private readonly List<SecureString> _secrets = [];
    private readonly VddkFunctions.LogFunction _log;
    private readonly VddkFunctions.LogFunction _warn;

    public VddkLog()
    {
        _log = (_, _) => { };
        _warn = Keep;
    }

    /// <summary>Takes what is only told.</summary>
    public VddkFunctions.LogFunction Log => _log;

    /// <summary>Takes warnings, and what makes the library give up.</summary>
    public VddkFunctions.LogFunction Warn => _warn;

    /// <summary>Hides a secret wherever it is in what the library says from now on, until it is taken back.</summary>
    public void Hide(SecureString secret)
    {
        lock (_warnings)
            _secrets.Add(secret);
    }

    /// <summary>Takes a secret back.</summary>
    public void Forget(SecureString secret)
    {
        lock (_warnings)
            _secrets.Remove(secret);
    }

    /// <summary>
    /// The last warnings as a part of a sentence; empty where there are none. They are forgotten then.
    /// </summary>
    public string TakeWarnings()
    {
        lock (_warnings)
        {
            var text = string.Join("; ", _warnings);
            _warnings.Clear();
            return text;
        }
    }

    // The library calls this from its own threads: nothing may be thrown into it.
    private void Keep(IntPtr format, IntPtr arguments)
    {
        try
        {
            lock (_warnings)
            {
                var line = Formatted(format, arguments);
                foreach (var secret in _secrets)
                    Secret.Use(secret, characters => line = Without(line, characters));
                if (line.Length > 0)
                    _warnings.Enqueue(line);
                if (_warnings.Count > Most)
                    _warnings.Dequeue();
            }
        }
#pragma warning disable CA1031
        catch (Exception)
        {
            // A warning that cannot be shown is lost.
        }
#pragma warning restore CA1031
    }

    private static string Without(string line, char[] secret)
    {
        for (int at; secret.Length > 0 && (at = line.AsSpan().IndexOf(secret)) >= 0;)
            line = line.Substring(0, at) + "…" + line.Substring(at + secret.Length);
        return line;
    }

    // A va_list is a pointer here, on x64 Linux too, where it is an array.
    private static string Formatted(IntPtr format, IntPtr arguments)
    {
        var line = new byte[LineBytes];
        _ = RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? _vsnprintf(line, (UIntPtr)(LineBytes - 1), format, arguments)
            : vsnprintf(line, (UIntPtr)(LineBytes - 1), format, arguments);
        return ServerErrors.Shortened(Encoding.UTF8.GetString(line, 0, Array.IndexOf(line, (byte)0)));
    }

#pragma warning disable SYSLIB1054 // source-generated imports need unsafe code, and netstandard2.0 has none
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int vsnprintf([Out] byte[] buffer, UIntPtr size, IntPtr format, IntPtr arguments);

    [DllImport("msvcrt.dll", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int _vsnprintf([Out] byte[] buffer, UIntPtr size, IntPtr format, IntPtr arguments);
#pragma warning restore SYSLIB1054
}
