namespace AzMigrate.Azure;

/// <summary>What is around this process that it could sign in by; tests have one of their own.</summary>
internal class SignInSurroundings
{
    /// <summary>Where each Azure machine has its metadata; link-local, nobody else's packets get there.</summary>
    private static readonly Uri Metadata = new("http://169.254.169.254/metadata/instance/compute/azEnvironment"
        + "?api-version=2021-02-01&format=text");
    private static readonly TimeSpan MetadataPatience = TimeSpan.FromSeconds(1);

    /// <summary>True when the environment names a principal and what proves it.</summary>
    public bool HasPrincipal => Has("AZURE_TENANT_ID") && Has("AZURE_CLIENT_ID")
        && (Has("AZURE_CLIENT_SECRET") || Has("AZURE_CLIENT_CERTIFICATE_PATH") || HasFederatedToken);

    /// <summary>True when the proof is a token of Kubernetes or of a pipeline.</summary>
    public bool HasFederatedToken => Has("AZURE_FEDERATED_TOKEN_FILE");

    /// <summary>
    /// True where a managed identity's endpoint is: App Service, Automation, Arc, or an Azure machine.
    /// </summary>
    public async Task<bool> HasIdentityAsync(CancellationToken cancellation) =>
        Has("IDENTITY_ENDPOINT") || Has("MSI_ENDPOINT")
        || await IsAzureMachineAsync(cancellation).ConfigureAwait(false);

    protected virtual string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    protected virtual async Task<bool> IsAzureMachineAsync(CancellationToken cancellation)
    {
        using var handler = new HttpClientHandler { UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = MetadataPatience };
        using var request = new HttpRequestMessage(HttpMethod.Get, Metadata);
        request.Headers.Add("Metadata", "true");
        try
        {
            using var answer = await client.SendAsync(request, cancellation).ConfigureAwait(false);
            // Other clouds answer at this address too.
            return answer.IsSuccessStatusCode && answer.Headers.Server.ToString()
                .StartsWith("IMDS", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    private bool Has(string variable) => !string.IsNullOrEmpty(Variable(variable));
}
