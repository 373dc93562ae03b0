using System.Runtime.InteropServices;
using System.Security;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Shows the characters of a secret for as long as a use of them takes.</summary>
internal static class Secret
{
    public static void Use(SecureString secret, Action<char[]> use)
    {
        var memory = Marshal.SecureStringToGlobalAllocUnicode(secret);
        var characters = new char[secret.Length];
        try
        {
            Marshal.Copy(memory, characters, 0, characters.Length);
            use(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
            Array.Clear(characters, 0, characters.Length);
        }
    }
}
