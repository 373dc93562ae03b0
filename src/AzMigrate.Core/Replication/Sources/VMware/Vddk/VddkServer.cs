using AzMigrate.Discovery;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>The server that the library logs in to.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Credential">Who logs in.</param>
/// <param name="Thumbprint">
/// SHA-1 of the certificate that this client has checked, which the library compares; asked when it is needed.
/// </param>
internal sealed record VddkServer(Uri Address, SourceCredential Credential, Func<string?> Thumbprint);
