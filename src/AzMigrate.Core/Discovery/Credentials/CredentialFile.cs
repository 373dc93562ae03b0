using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace AzMigrate.Discovery.Credentials;

/// <summary>A file with one credential.</summary>
internal static class CredentialFile
{
    private const int Longest = 64 * 1024;

    public static SourceCredential Read(string path, ISessionCredentials? session)
    {
        var text = ReadText(path);
        if (text.TrimStart().StartsWith("<", StringComparison.Ordinal))
            return (session ?? throw CredentialResolver.NoSession($"file:{path}")).FromClixml(path, text);
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            throw new MigrateException(
                "Source.CredentialFileUnprotected", $"The credential file '{path}' holds its password in plain text.",
                "Make it as the account that runs the command: Get-Credential | Export-Clixml <path>. Windows protects it then.",
                path);
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines.Count > 2 && lines.Skip(2).Any(line => line.Length > 0))
            throw Invalid(path, "it has more than two lines");
        return lines.Count >= 2 && lines[0].Length > 0 && lines[1].Length > 0
            ? new SourceCredential(lines[0], CredentialResolver.Secure(lines[1]))
            : throw Invalid(path, "its first line has to be the user name and its second the password");
    }

    internal static MigrateException Invalid(string path, string why) => new(
        "Source.CredentialFileInvalid", $"The credential file '{path}' cannot be used: {why}.",
        "Make it with Get-Credential | Export-Clixml <path>, or on Unix with two lines: user name and password.", path);

    private static string ReadText(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
                RefuseOpenToOthers(file.SafeFileHandle, path);
            if (file.Length > Longest)
                throw Invalid(path, "it is longer than 64 KiB");
            using var reader = new StreamReader(file, new UTF8Encoding(false));
            return reader.ReadToEnd();
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MigrateException(
                "Source.CredentialMissing", $"There is no credential file '{path}'.",
                "Check the path of the source's credential reference on this computer.", path, cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Source.CredentialMissing", $"The credential file '{path}' cannot be read: {cause.Message}",
                "Check that the account that runs the command owns the file.", path, cause);
        }
    }

    private static void RefuseOpenToOthers(SafeFileHandle handle, string path)
    {
        if (FileRights.AreOpenToOthers(handle))
            throw new MigrateException(
                "Source.CredentialFileUnprotected", $"The credential file '{path}' is open to others than its owner.",
                $"Run chmod 600 on it, and change the password if others could read it.", path);
    }
}
