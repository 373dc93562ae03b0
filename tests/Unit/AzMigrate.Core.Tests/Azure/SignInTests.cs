using System.Security;
using System.Text;
using Azure.Core;
using Azure.Identity;
using AzMigrate.Azure;

namespace AzMigrate.Tests.Azure;

public sealed class SignInTests
{
    private const string Management = "https://management.azure.com";
    private const string Storage = "https://storage.azure.com";

    [Fact]
    public async Task Auto_takes_what_is_there_in_its_order()
    {
        // Copies go on with what a sign-in has come to; each of these is one of its own.
        var asked = () => new AzureSignIn { Prompt = _ => { } };
        var principal = new Surroundings { Variables =
            { ["AZURE_TENANT_ID"] = "t", ["AZURE_CLIENT_ID"] = "c", ["AZURE_CLIENT_SECRET"] = "s" } };

        Assert.IsType<EnvironmentCredential>(await CreateAsync(asked(), principal));
        principal.Variables["AZURE_FEDERATED_TOKEN_FILE"] = "/token";
        Assert.IsType<WorkloadIdentityCredential>(await CreateAsync(asked(), principal));
        Assert.IsType<ManagedIdentityCredential>(await CreateAsync(asked(), new Surroundings { IsAzure = true }));
        Assert.IsType<ManagedIdentityCredential>(
            await CreateAsync(asked(),
                new Surroundings { Variables = { ["IDENTITY_ENDPOINT"] = "http://127.0.0.1/" } }));
        Assert.IsType<DeviceCodeCredential>(await CreateAsync(asked(), new Surroundings()));
        Assert.IsType<HandedTokens>(await CreateAsync(asked() with { Tokens = [Token(Management, 60)] }, principal));
    }

    [Theory]
    [InlineData(AzureSignInWay.Auto)]
    [InlineData(AzureSignInWay.Environment)]
    [InlineData(AzureSignInWay.DeviceCode)]
    [InlineData(AzureSignInWay.Token)]
    public async Task What_is_missing_is_said_with_all_ways_that_there_are(AzureSignInWay way)
    {
        var error = await Assert.ThrowsAsync<MigrateException>(
            () => CreateAsync(new AzureSignIn { Way = way }, new Surroundings()));
        Assert.Equal("Azure.NotSignedIn", error.Code);
        Assert.Contains("AZURE_CLIENT_SECRET", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("device code", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_signs_in_once_and_asks_who_is_at_the_prompt_now()
    {
        var session = new AzureSignIn { Way = AzureSignInWay.DeviceCode };
        var told = new List<string>();
        var first = await CreateAsync(session with { Prompt = _ => told.Add("first") }, new Surroundings());
        var second = await CreateAsync(session with { Prompt = _ => told.Add("second") }, new Surroundings());

        Assert.Same(first, second);
        session.Memory.Prompt!("code");
        Assert.Equal(["second"], told);
    }

    [Fact]
    public void A_token_is_used_for_the_audience_that_it_names()
    {
        var handed = new HandedTokens([Token("https://management.core.windows.net/", 60), Token(Storage + "/", 60)]);

        Assert.Contains("management.core", Payload(handed, Management + "//.default"), StringComparison.Ordinal);
        Assert.Contains("storage", Payload(handed, Storage + "/.default"), StringComparison.Ordinal);
        Assert.Equal("Azure.TokenMissing",
            Assert.Throws<MigrateException>(() => Payload(handed, "https://vault.azure.net/.default")).Code);
    }

    [Fact]
    public void A_token_that_has_ended_is_an_error_that_names_the_next_step()
    {
        var handed = new HandedTokens([Token(Storage, -1)]);
        var error = Assert.Throws<MigrateException>(() => Payload(handed, Storage + "/.default"));
        Assert.Equal("Azure.TokenExpired", error.Code);
        Assert.Contains("az account get-access-token --resource https://storage.azure.com", error.Remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_no_web_token_is_handed_on()
    {
        using var text = Secure("opaque");
        Assert.Equal("opaque",
            new HandedTokens([text]).GetToken(new TokenRequestContext([Management + "/.default"]), default).Token);
    }

    [Fact]
    public void A_sign_in_shows_no_token()
    {
        var signIn = new AzureSignIn { Way = AzureSignInWay.Token, Tokens = [Secure("canary")] };
        Assert.DoesNotContain("canary", signIn.ToString(), StringComparison.Ordinal);
    }

    private static Task<TokenCredential> CreateAsync(AzureSignIn signIn, SignInSurroundings surroundings) =>
        SignInCredential.CreateAsync(signIn, surroundings, default);

    private static string Payload(HandedTokens handed, string scope)
    {
        var token = handed.GetToken(new TokenRequestContext([scope]), default).Token;
        return Encoding.UTF8.GetString(Convert.FromBase64String(token.Split('.')[1]));
    }

    private static SecureString Token(string audience, int minutes)
    {
        var ends = DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeSeconds();
        var claims = $$"""{"aud":"{{audience}}","exp":{{ends}}}""";
        // A length that is a multiple of three needs no padding.
        claims += new string(' ', (3 - claims.Length % 3) % 3);
        return Secure("h." + Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)) + ".s");
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var letter in text)
            secure.AppendChar(letter);
        return secure;
    }

    private sealed class Surroundings : SignInSurroundings
    {
        public Dictionary<string, string> Variables { get; } = [];

        public bool IsAzure { get; init; }

        protected override string? Variable(string name) => Variables.GetValueOrDefault(name);

        protected override Task<bool> IsAzureMachineAsync(CancellationToken cancellation) => Task.FromResult(IsAzure);
    }
}
