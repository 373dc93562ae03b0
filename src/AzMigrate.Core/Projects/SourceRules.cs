using AzMigrate.Discovery.Credentials;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Projects;

/// <summary>What a source's settings have to be, before anything of them is stored.</summary>
internal static class SourceRules
{
    private const int LongestName = 100;

    public static void Check(SourceSettings settings)
    {
        CheckName(settings.Name);
        ServerAddress.Parse(settings.VMware.Server);
        if (settings.VMware.Proxy is { } proxy)
            CheckProxy(proxy);
        _ = new CertificateCheck(settings.VMware.CertificateThumbprint);
        if (settings.VMware.Timeout <= TimeSpan.Zero)
            throw new MigrateException(
                "Source.TimeoutInvalid", "The source's time-out is not above zero.", "Give a time-out of some seconds.");
        if (settings.CredentialReference is { } reference)
            CredentialReference.Parse(reference);
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Trim() != name
            || name.Any(character => char.IsControl(character) || "/\\*?[]".Contains(character))
            || string.Equals(name, "csv", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("rvtools", StringComparison.OrdinalIgnoreCase))
        {
            throw new MigrateException(
                "Source.NameInvalid", $"'{name}' cannot be a source's name.",
                "Use up to 100 letters, digits, dots and hyphens; csv and names that begin with rvtools are those of imports.",
                name);
        }
    }

    private static void CheckProxy(Uri proxy)
    {
        if (!proxy.IsAbsoluteUri || !IsPlain(proxy) || proxy.Scheme is not ("http" or "https"))
            throw new MigrateException(
                "Source.ProxyInvalid", "The proxy is not an http or https address without a user and a password.",
                "Give an address such as http://proxy.corp.example:3128.");
    }

    private static bool IsPlain(Uri address) =>
        address.UserInfo.Length == 0 && address.Host.Length > 0 && address.Query.Length == 0 && address.Fragment.Length == 0;
}
