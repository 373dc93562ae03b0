using Azure.Core;
using Azure.Core.Pipeline;
using AzMigrate.Azure;

namespace AzMigrate.Tests.Azure;

/// <summary>What goes out to Resource Manager, and what its answers may lead to.</summary>
public sealed class AzureResourcesTests
{
    private const string Disk = "/subscriptions/s/resourceGroups/my group (1)/providers/Microsoft.Compute/disks/web01";

    [Theory]
    [InlineData("https://evil.example/next")]
    [InlineData("http://management.azure.com/next")]
    [InlineData("https://management.azure.com:444/next")]
    [InlineData("https://management.azure.com.evil.example/next")]
    public async Task The_token_goes_to_nobody_else(string link)
    {
        var sent = new Recording($$"""{"value":[{"name":"a"}],"nextLink":"{{link}}"}""");
        var error = await Assert.ThrowsAsync<MigrateException>(async () =>
        {
            await foreach (var item in Connect(sent).Resources.ListAsync("/subscriptions/s/usages", "2024-07-01", null, default))
                Assert.Equal("a", item.Text("name"));
        });

        Assert.Equal("Azure.AnswerInvalid", error.Code);
        Assert.Equal("https://management.azure.com/subscriptions/s/usages?api-version=2024-07-01", Assert.Single(sent.Requests));
    }

    [Fact]
    public async Task A_region_of_Resource_Manager_may_answer()
    {
        var sent = new Recording("""{"value":[],"nextLink":"https://westeurope.management.azure.com/next"}""", """{"value":[]}""");
        await foreach (var _ in Connect(sent).Resources.ListAsync("/subscriptions/s/usages", "2024-07-01", "location eq 'x'", default))
            Assert.Fail("Nothing is listed.");

        Assert.EndsWith("&$filter=location%20eq%20%27x%27", sent.Requests[0], StringComparison.Ordinal);
        Assert.Equal("https://westeurope.management.azure.com/next", sent.Requests[1]);
    }

    [Fact]
    public async Task Ids_are_escaped_and_calls_are_told_without_secrets()
    {
        var calls = new List<AzureCall>();
        var sent = new Recording("{}");
        await Connect(sent, calls.Add).Resources.GetAsync(Disk, ApiVersions.Disks, default);

        Assert.Contains("/resourceGroups/my%20group%20%281%29/", Assert.Single(sent.Requests), StringComparison.Ordinal);
        Assert.Equal("GET Microsoft.Compute/disks/web01", Assert.Single(calls).Name);
        Assert.Equal(200, calls[0].Status);
    }

    [Fact]
    public async Task A_signed_address_is_told_without_its_signature()
    {
        var calls = new List<AzureCall>();
        var blob = Connect(new Recording(""), calls.Add).PageBlob(new Uri("https://md-1.blob.storage.azure.net/c/abcd?sv=2023&sig=canary&se=2030"));
        await blob.ClearPagesAsync(new(0, 512), null, default);

        Assert.Equal("PUT c/abcd?comp=page", Assert.Single(calls).Name);
    }

    private static AzureConnection Connect(Recording sent, Action<AzureCall>? onCall = null) =>
        new(new HandedTokens([Secret("canary")]), new AzureConnectionOptions { Transport = sent, OnCall = onCall, MaxRetries = 0 });

    private static System.Security.SecureString Secret(string text)
    {
        var secret = new System.Security.SecureString();
        foreach (var letter in text)
            secret.AppendChar(letter);
        return secret;
    }

    /// <summary>Answers with what it was given, the last one again and again; keeps the addresses.</summary>
    private sealed class Recording(params string[] answers) : HttpPipelineTransport
    {
        private readonly HttpClientTransport _requests = new();

        public List<string> Requests { get; } = [];

        public override Request CreateRequest() => _requests.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("All is asynchronous.");

        public override ValueTask ProcessAsync(HttpMessage message)
        {
            Assert.Equal("https", message.Request.Uri.Scheme);
            Requests.Add(message.Request.Uri.ToUri().AbsoluteUri);
            var answer = answers[Math.Min(Requests.Count, answers.Length) - 1];
            message.Response = new CannedResponse(answer.Length == 0 ? 201 : 200, "", answer);
            return default;
        }
    }
}
