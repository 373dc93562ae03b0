using System.Runtime.InteropServices;
using AzMigrate.Discovery.Credentials;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>A private key for logins side by side: it signs for one at a time.</summary>
internal sealed class KeyFile : IPrivateKeySource
{
    private const int Longest = 1024 * 1024;

    private KeyFile(PrivateKeyFile key)
    {
        var gate = new object();
        HostKeyAlgorithms = key.HostKeyAlgorithms.Select(algorithm => new OneAtATime(algorithm, gate))
            .ToList<HostAlgorithm>();
    }

    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; }

    /// <summary>Reads a key of any form that OpenSSH or PuTTY writes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">The passphrase; empty for none.</param>
    /// <exception cref="MigrateException">
    /// <c>Source.KeyFileMissing</c>, <c>Source.KeyFileUnprotected</c>, <c>Source.KeyFileInvalid</c>,
    /// <c>Source.KeyPassphraseWrong</c>.
    /// </exception>
    public static KeyFile Read(string path, string passphrase)
    {
        using var content = ReadContent(path);
        try
        {
            return new KeyFile(passphrase.Length > 0 ? new PrivateKeyFile(content, passphrase)
                : new PrivateKeyFile(content));
        }
        catch (SshPassPhraseNullOrEmptyException)
        {
            throw new MigrateException(
                "Source.KeyPassphraseWrong", $"The private key '{path}' needs a passphrase.",
                "Give it as the password of the source's credential.", path);
        }
#pragma warning disable CA1031 // A wrong passphrase shows as whatever the decrypted bytes are mistaken for.
        catch (Exception) when (passphrase.Length > 0)
        {
            throw new MigrateException(
                "Source.KeyPassphraseWrong",
                $"The private key '{path}' cannot be read with the credential's passphrase.",
                "Check the passphrase with ssh-keygen -y -f <path>, and that the file is a private key.", path);
        }
        catch (Exception)
        {
            throw new MigrateException(
                "Source.KeyFileInvalid", $"The file '{path}' is no private key that can be used.",
                "Give the private key in the form of OpenSSH, PEM or PuTTY: RSA, ECDSA or Ed25519.", path);
        }
#pragma warning restore CA1031
    }

    private static MemoryStream ReadContent(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && FileRights.AreOpenToOthers(file.SafeFileHandle))
                throw new MigrateException(
                    "Source.KeyFileUnprotected", $"The private key '{path}' is open to others than its owner.",
                    "Run chmod 600 on it, and make a new key if others could read it.", path);
            if (file.Length > Longest)
                throw new IOException("it is too long");
            var content = new MemoryStream();
            file.CopyTo(content);
            content.Position = 0;
            return content;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Source.KeyFileMissing", $"The private key '{path}' cannot be read: {cause.Message}",
                "Check the path, and that the account that runs the command owns the file.", path, cause);
        }
    }

    private sealed class OneAtATime(HostAlgorithm algorithm, object gate) : HostAlgorithm(algorithm.Name)
    {
        public override byte[] Data => algorithm.Data;

        public override byte[] Sign(byte[] data)
        {
            lock (gate)
                return algorithm.Sign(data);
        }

        public override bool VerifySignature(byte[] data, byte[] signature) =>
            algorithm.VerifySignature(data, signature);
    }
}
