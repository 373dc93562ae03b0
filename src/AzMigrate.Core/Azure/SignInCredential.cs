using Azure.Core;
using Azure.Identity;

namespace AzMigrate.Azure;

/// <summary>Makes of a way to sign in what the clients of Azure ask for tokens.</summary>
internal static class SignInCredential
{
    /// <summary>
    /// Decides the way, and makes the credential; nobody is asked and nothing is sent but a look for an identity.
    /// </summary>
    /// <exception cref="MigrateException">
    /// <c>Azure.NotSignedIn</c>: no way is there; the remedy names all of them.
    /// </exception>
    public static async Task<TokenCredential> CreateAsync(
        AzureSignIn signIn, SignInSurroundings surroundings, CancellationToken cancellation)
    {
        signIn.Memory.Prompt = signIn.Prompt;
        return signIn.Memory.Credential ??= await MakeAsync(signIn, surroundings, cancellation).ConfigureAwait(false);
    }

    private static async Task<TokenCredential> MakeAsync(
        AzureSignIn signIn, SignInSurroundings surroundings, CancellationToken cancellation)
    {
        var way = signIn.Way == AzureSignInWay.Auto
            ? await FindAsync(signIn, surroundings, cancellation).ConfigureAwait(false) : signIn.Way;
        return way switch
        {
            AzureSignInWay.Environment => OfEnvironment(surroundings),
            AzureSignInWay.ManagedIdentity => new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(
                signIn.ClientId is string id ? ManagedIdentityId.FromUserAssignedClientId(id)
                    : ManagedIdentityId.SystemAssigned)),
            AzureSignInWay.DeviceCode => OfDevice(signIn),
            AzureSignInWay.Token when signIn.Tokens.Count > 0 => new HandedTokens(signIn.Tokens),
            _ => throw NotSignedIn("No token was given."),
        };
    }

    private static async Task<AzureSignInWay> FindAsync(
        AzureSignIn signIn, SignInSurroundings surroundings, CancellationToken cancellation)
    {
        if (signIn.Tokens.Count > 0)
            return AzureSignInWay.Token;
        if (surroundings.HasPrincipal)
            return AzureSignInWay.Environment;
        if (await surroundings.HasIdentityAsync(cancellation).ConfigureAwait(false))
            return AzureSignInWay.ManagedIdentity;
        if (signIn.Prompt is not null)
            return AzureSignInWay.DeviceCode;
        throw NotSignedIn("There is no sign-in to Azure: no variables, no managed identity, and nobody to ask.");
    }

    private static TokenCredential OfEnvironment(SignInSurroundings surroundings)
    {
        if (!surroundings.HasPrincipal)
            throw NotSignedIn("The environment's variables do not name a principal with its secret.");
        return surroundings.HasFederatedToken ? new WorkloadIdentityCredential() : new EnvironmentCredential();
    }

    private static DeviceCodeCredential OfDevice(AzureSignIn signIn)
    {
        var memory = signIn.Memory;
        if (memory.Prompt is null)
            throw NotSignedIn("A device code needs somebody who types it, and this session cannot show it.");
        return new DeviceCodeCredential(new DeviceCodeCredentialOptions
        {
            TenantId = signIn.TenantId,
            DeviceCodeCallback = (code, _) =>
            {
                memory.Prompt?.Invoke(code.Message);
                return Task.CompletedTask;
            },
        });
    }

    private static MigrateException NotSignedIn(string message) => new(
        "Azure.NotSignedIn", message,
        "Run it where a managed identity is; or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or "
            + "AZURE_CLIENT_CERTIFICATE_PATH); or sign in by a device code at a prompt; or hand tokens over.");
}
