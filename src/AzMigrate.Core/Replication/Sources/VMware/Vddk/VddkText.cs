using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>A text in UTF-8 in native memory, ended by a zero. It is wiped when it is given back.</summary>
internal sealed class VddkText : IDisposable
{
    private int _bytes;

    private VddkText(byte[] utf8)
    {
        _bytes = utf8.Length + 1;
        Address = Marshal.AllocHGlobal(_bytes);
        Marshal.Copy(utf8, 0, Address, utf8.Length);
        Marshal.WriteByte(Address, utf8.Length, 0);
        Array.Clear(utf8, 0, utf8.Length);
    }

    /// <summary>Where it is; zero after its end.</summary>
    public IntPtr Address { get; private set; }

    public static VddkText Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public static VddkText Of(SecureString secret)
    {
        VddkText? text = null;
        Secret.Use(secret, characters => text = new VddkText(Encoding.UTF8.GetBytes(characters)));
        return text!;
    }

    /// <summary>Reads a text of the library's.</summary>
    public static string Read(IntPtr address)
    {
        const int Most = 4096;
        var bytes = new List<byte>();
        for (var i = 0; address != IntPtr.Zero && i < Most && Marshal.ReadByte(address, i) is not 0 and var letter; i++)
            bytes.Add(letter);
        return Encoding.UTF8.GetString([.. bytes]);
    }

    public void Dispose()
    {
        for (; _bytes > 0; _bytes--)
            Marshal.WriteByte(Address, _bytes - 1, 0);
        if (Address != IntPtr.Zero)
            Marshal.FreeHGlobal(Address);
        Address = IntPtr.Zero;
    }
}
