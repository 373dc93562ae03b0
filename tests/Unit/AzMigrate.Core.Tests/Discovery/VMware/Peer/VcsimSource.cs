using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>Our own client to a simulated vCenter.</summary>
internal static class VcsimSource
{
    public static IDiscoverySource Open(
        this Vcsim vcsim, Uri address, string? thumbprint, string password = Vcsim.Password) =>
        VMwareSource.Open(
            new VMwareConnection { Server = address.AbsoluteUri, CertificateThumbprint = thumbprint },
            new SourceCredential(Vcsim.User, new NetworkCredential("", password).SecurePassword));
}
