using System.Diagnostics;
using System.Net;
using System.Security;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Credentials;

namespace AzMigrate.Tests.Discovery.Credentials;

public sealed class CredentialReferenceTests : IDisposable
{
    private const string Canary = "c4n4ry-$(secret)";

    private readonly string _file = Path.Combine(
        Path.GetTempPath(), "migrate-credential-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("env:VC_USER/VC_PASSWORD", CredentialStore.Environment)]
    [InlineData("vault:Migration/vc1", CredentialStore.Vault)]
    [InlineData("vault:Migration/path/of/secret", CredentialStore.Vault)]
    [InlineData("automation:vCenter reader", CredentialStore.Automation)]
    [InlineData("file:/home/svc/vc1.key", CredentialStore.File)]
    [InlineData(@"file:\\server\share\vc1.xml", CredentialStore.File)]
    public void References_are_read_and_written_alike(string text, CredentialStore store)
    {
        var reference = CredentialReference.Parse(text);
        Assert.Equal((store, text), (reference.Store, reference.ToString()));
        Assert.Equal(text, CredentialReference.Parse(
            text.Split(':', 2)[0].ToUpperInvariant() + ":" + text.Split(':', 2)[1]).ToString());
    }

    [Theory]
    [InlineData("c4n4ry-$(secret)")]
    [InlineData("env:USER")]
    [InlineData("env:,PASSWORD")]
    [InlineData("env:USER/c4n4ry-$(secret)")]
    [InlineData("ENV:USER,PASSWORD")]
    [InlineData("vault:c4n4ry-$(secret)")]
    [InlineData("vault:/c4n4ry-$(secret)")]
    [InlineData("file:")]
    [InlineData("file:c4n4ry-$(secret)")]
    [InlineData("file:C:c4n4ry-$(secret)")]
    [InlineData("vault:a/b\nc4n4ry-$(secret)")]
    [InlineData("")]
    public void What_is_no_reference_is_refused_and_not_repeated(string text)
    {
        var error = Assert.Throws<MigrateException>(() => CredentialReference.Parse(text));
        Assert.Equal("Source.CredentialReferenceInvalid", error.Code);
        Assert.DoesNotContain("c4n4ry", error + error.Remedy + error.Target, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_gives_a_credential_and_names_what_is_missing()
    {
        var (user, password) = ("MIGRATE_TEST_USER", "MIGRATE_TEST_PASSWORD");
        var reference = $"env:{user}/{password}";
        var none = Assert.Throws<MigrateException>(() => Resolve(reference));
        Assert.Equal("Source.CredentialMissing", none.Code);
        Assert.Contains(user, none.Message, StringComparison.Ordinal);
        Assert.Contains(password, none.Message, StringComparison.Ordinal);
        try
        {
            Environment.SetEnvironmentVariable(password, Canary);
            var half = Assert.Throws<MigrateException>(() => Resolve(reference));
            Assert.Contains(user, half.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(password, half.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("c4n4ry", half + half.Remedy, StringComparison.Ordinal);

            Environment.SetEnvironmentVariable(user, "svc@corp");
            var found = Resolve(reference);
            Assert.Equal(("svc@corp", Canary), (found.UserName, Plain(found.Password)));
            Assert.True(found.Password.IsReadOnly());
            Assert.Equal("svc@corp", found.ToString());
        }
        finally
        {
            Environment.SetEnvironmentVariable(user, null);
            Environment.SetEnvironmentVariable(password, null);
        }
    }

    [Theory]
    [InlineData("svc@corp\nc4n4ry-$(secret)")]
    [InlineData("svc@corp\r\nc4n4ry-$(secret)\r\n")]
    public void A_file_of_its_owner_alone_gives_a_credential(string text)
    {
        Write(text, "600");
        var found = Resolve("file:" + _file);
        Assert.Equal(("svc@corp", Canary), (found.UserName, Plain(found.Password)));
    }

    [Theory]
    [InlineData("640")]
    [InlineData("604")]
    [InlineData("620")]
    [InlineData("610")]
    public void A_file_that_is_open_to_others_is_refused(string mode)
    {
        Write("svc@corp\n" + Canary, mode);
        var error = Assert.Throws<MigrateException>(() => Resolve("file:" + _file));
        Assert.Equal("Source.CredentialFileUnprotected", error.Code);
        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c4n4ry-$(secret)")]
    [InlineData("svc@corp\n")]
    [InlineData("\nc4n4ry-$(secret)")]
    [InlineData("svc@corp\nc4n4ry-$(secret)\nmore")]
    public void A_file_of_another_shape_is_refused_and_not_repeated(string text)
    {
        Write(text, "600");
        var error = Assert.Throws<MigrateException>(() => Resolve("file:" + _file));
        Assert.Equal("Source.CredentialFileInvalid", error.Code);
        Assert.DoesNotContain("c4n4ry", error + error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_far_too_long_is_told()
    {
        Assert.Equal("Source.CredentialMissing", Assert.Throws<MigrateException>(() => Resolve("file:" + _file)).Code);
        Write(new string('x', 70_000), "600");
        Assert.Equal("Source.CredentialFileInvalid",
            Assert.Throws<MigrateException>(() => Resolve("file:" + _file)).Code);
    }

    [Fact]
    public void Vaults_and_CLIXML_are_the_sessions()
    {
        Write("<Objs><S>x</S></Objs>", "600");
        var session = new RecordingSession();
        Assert.Equal("vault Migration/vc1",
            CredentialResolver.Resolve(CredentialReference.Parse("vault:Migration/vc1"), session).UserName);
        Assert.Equal("automation vc1",
            CredentialResolver.Resolve(CredentialReference.Parse("automation:vc1"), session).UserName);
        Assert.Equal("clixml <Objs><S>x</S></Objs>",
            CredentialResolver.Resolve(CredentialReference.Parse("file:" + _file), session).UserName);
        Assert.Equal("Source.VaultUnavailable",
            Assert.Throws<MigrateException>(() => Resolve("vault:Migration/vc1")).Code);
        Assert.Equal("Source.VaultUnavailable", Assert.Throws<MigrateException>(() => Resolve("file:" + _file)).Code);
    }

    private static SourceCredential Resolve(string reference) =>
        CredentialResolver.Resolve(CredentialReference.Parse(reference), null);

    private static string Plain(SecureString password) => new NetworkCredential("", password).Password;

    private void Write(string text, string mode)
    {
        File.WriteAllText(_file, text);
        using var chmod = Process.Start("chmod", $"{mode} {_file}");
        chmod.WaitForExit();
        Assert.Equal(0, chmod.ExitCode);
    }

    private sealed class RecordingSession : ISessionCredentials
    {
        public SourceCredential FromVault(string vault, string secret) =>
            new($"vault {vault}/{secret}", new SecureString());

        public SourceCredential FromAutomation(string name) => new($"automation {name}", new SecureString());

        public SourceCredential FromClixml(string path, string xml) => new($"clixml {xml}", new SecureString());
    }
}
