using AzMigrate.Discovery.Cim.WsMan;
using Microsoft.Management.Infrastructure;

namespace AzMigrate.Discovery.Cim.Mmi;

/// <summary>Makes an error of an exception of Windows' own client.</summary>
internal static class MmiFailure
{
    // Numbers of the way there (wsmerror.h, winerror.h): nothing answers, no such name, no RPC server.
    private static readonly uint[] Unreached = [0x80338012, 0x80338126, 0x80072EE7, 0x80072EFD, 0x800706BA];
    private static readonly uint[] NotKnown = [0x8007052E, 0x8009030E, 0x8009030C];
    private const uint NotTrusted = 0x80072F0D;
    private const uint NotProved = 0x803380E4;

    public static SourceException Of(CimQuestion question, CimSettings settings, string? userName, CimException error)
    {
        var number = unchecked((uint)error.HResult);
        var numbers = new List<uint> { number };
        if (Written(error.MessageId) is uint written)
            numbers.Insert(0, written);
        if (error.ErrorData?.CimInstanceProperties["error_Code"]?.Value is uint code)
            numbers.Insert(0, code);
        var address = CimAddress.WsMan(question.Server, settings);
        if (numbers.Intersect(NotKnown).Any())
            return WsManErrors.LoginFailed(address, userName ?? "the account that runs this");
        if (numbers.Contains(NotProved))
            return new SourceException("Source.ServerNotProved",
                $"{address.Authority} cannot prove who it is: without Kerberos and TLS this computer sends it no credential.",
                "Give its full DNS name, so that Kerberos can be had, or -UseSsl; an administrator can also trust it by name "
                + "in winrm/config/client TrustedHosts.", address.Authority, error);
        if (numbers.Intersect(Unreached).Any())
            return Http.ServerErrors.Unreachable(address, error.Message.Trim().TrimEnd('.'), Remedy(settings), error);
        if (numbers.Contains(NotTrusted))
            return new SourceException("Source.CertificateInvalid",
                $"{address.Authority} shows a certificate that this computer does not trust.",
                "Trust its issuer on this computer, or give -CertificateThumbprint.", address.Authority, error);
        return CimFailure.Of(question, numbers, CodeOf(error.NativeErrorCode), error.Message, error);
    }

    private static string Remedy(CimSettings settings) => settings.Protocol == CimProtocol.Dcom
        ? "Let port 135 and the service WMI through the server's firewall: the rule group Windows Management "
            + "Instrumentation (WMI)."
        : "Check that the service WinRM runs and listens (winrm quickconfig on the server), and that a firewall between "
            + "lets its port through.";

    private static string? CodeOf(NativeErrorCode code) => code switch
    {
        NativeErrorCode.AccessDenied => CimErrors.AccessDeniedCode,
        NativeErrorCode.InvalidNamespace => CimErrors.NamespaceNotFoundCode,
        NativeErrorCode.InvalidClass => CimErrors.ClassNotFoundCode,
        NativeErrorCode.NotFound => CimErrors.NotFoundCode,
        NativeErrorCode.InvalidQuery or NativeErrorCode.QueryLanguageNotSupported => CimErrors.InvalidQueryCode,
        NativeErrorCode.MethodNotFound or NativeErrorCode.MethodNotAvailable or NativeErrorCode.InvalidParameter =>
            CimErrors.MethodNotFoundCode,
        NativeErrorCode.ServerLimitsExceeded => CimErrors.QuotaExceededCode,
        _ => null,
    };

    // "HRESULT 0x80338029".
    private static uint? Written(string? id) => id?.StartsWith("HRESULT 0x", StringComparison.Ordinal) == true
        && uint.TryParse(id.Substring("HRESULT 0x".Length), System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
