using System.Runtime.CompilerServices;

namespace AzMigrate.Discovery.Http;

/// <summary>How the runtime compiles the loops that take each byte or element of an answer.</summary>
internal static class Compiled
{
    /// <summary>
    /// Optimized at its first call. An answer of megabytes is read in a second, most of which such a loop else spends
    /// unoptimized and then counting its own branches, as .NET does by default before it optimizes. Not for what is
    /// called less than once an element. netstandard2.0 does not know the option's name, and older runtimes ignore it.
    /// </summary>
    public const MethodImplOptions AtOnce = (MethodImplOptions)512;
}
