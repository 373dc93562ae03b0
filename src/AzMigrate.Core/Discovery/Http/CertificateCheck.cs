using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AzMigrate.Discovery.Http;

/// <summary>Accepts what the system trusts, or the one certificate whose thumbprint was given.</summary>
internal sealed class CertificateCheck
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;
    private readonly string? _pinned;
    private volatile string? _refused;
    private volatile string? _accepted;

    public CertificateCheck(string? thumbprint)
    {
        if (string.IsNullOrWhiteSpace(thumbprint))
            return;
        _pinned = new string(thumbprint!.Where(character => character is not (':' or ' ' or '-')).ToArray())
            .ToUpperInvariant();
        if (_pinned.Length is not (Sha1Digits or Sha256Digits) || !_pinned.All(Uri.IsHexDigit))
        {
            throw new MigrateException(
                "Source.ThumbprintInvalid", $"'{thumbprint}' is no certificate thumbprint.",
                "Give the SHA-256 thumbprint of the server's certificate: 64 hexadecimal digits, with or without colons.");
        }
    }

    /// <summary>True when the pin is of a kind that can be forged.</summary>
    public bool IsWeak => _pinned?.Length == Sha1Digits;

    /// <summary>SHA-256 thumbprint of the certificate that was refused; null when none was.</summary>
    public string? Refused => _refused;

    /// <summary>SHA-1 thumbprint of the certificate that was accepted last, for other programs; null before.</summary>
    public string? AcceptedSha1 => _accepted;

    /// <summary>True when a thumbprint was given.</summary>
    public bool IsPinned => _pinned is not null;

    public bool Accepts(X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        var accepted = _pinned is null
            ? errors == SslPolicyErrors.None
            : _pinned == Thumbprint(certificate, IsWeak);
        _refused = accepted ? null : Thumbprint(certificate, isSha1: false);
        if (accepted)
            _accepted = Thumbprint(certificate, isSha1: true);
        return accepted;
    }

    private static string Thumbprint(X509Certificate2 certificate, bool isSha1)
    {
        // The user chose SHA-1 and is warned.
#pragma warning disable CA5350
        using HashAlgorithm hash = isSha1 ? SHA1.Create() : SHA256.Create();
#pragma warning restore CA5350
        return BitConverter.ToString(hash.ComputeHash(certificate.RawData)).Replace("-", "");
    }
}
