using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using AzMigrate.Azure;

namespace AzMigrate.Tests.Azure;

/// <summary>What goes out to Resource Manager, and what its answers may lead to.</summary>
public sealed class AzureResourceTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private const string Group = $"/subscriptions/{Subscription}/resourceGroups/my group (1)";
    private const string Disk = Group + "/providers/Microsoft.Compute/disks/web01";
    private const string Interface = Group + "/providers/Microsoft.Network/networkInterfaces/web01-nic";
    private static readonly string Made = Body("Succeeded");
    private static readonly string Making = Body("Creating");

    public static TheoryData<string> Strangers =>
    [
        "https://evil.example/next", "http://management.azure.com/next", "https://management.azure.com:444/next",
        "https://management.azure.com.evil.example/next",
    ];

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task The_token_goes_to_no_other_server_for_a_next_page(string link)
    {
        var page = $$"""{"value":[],"nextLink":"{{link}}"}""";
        var sent = new Recording((200, page));
        var azure = Connect(sent);

        var usages = await Assert.ThrowsAsync<MigrateException>(() => UsagesAsync(azure));
        var accounts = await Assert.ThrowsAsync<MigrateException>(
            () => azure.StorageAccounts(Subscription, "g").ReadAsync(default));

        Assert.Equal(["Azure.AnswerInvalid", "Azure.AnswerInvalid"], [usages.Code, accounts.Code]);
        Assert.Equal(2, sent.Requests.Count);
        Assert.All(sent.Requests, request => Assert.StartsWith(
            $"GET https://management.azure.com/subscriptions/{Subscription}/", request, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task The_token_goes_to_no_other_server_for_long_work(string link)
    {
        var sent = new Recording((202, Making)) { Headers = [("Azure-AsyncOperation", link), ("Location", link)] };
        var disk = Connect(sent).Disk(Disk);

        var error = await Assert.ThrowsAsync<MigrateException>(() => disk.DeleteAsync(default));

        Assert.Equal("Azure.AnswerInvalid", error.Code);
        Assert.StartsWith(
            "DELETE https://management.azure.com/", Assert.Single(sent.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_of_Resource_Manager_may_answer()
    {
        var sent = new Recording(
            (200, """{"value":[],"nextLink":"https://westeurope.management.azure.com/next"}"""),
            (200, """{"value":[]}"""));

        await UsagesAsync(Connect(sent));

        Assert.Equal("GET https://westeurope.management.azure.com/next", sent.Requests[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ids_are_escaped_and_calls_are_told_without_secrets(bool isTyped)
    {
        var calls = new List<AzureCall>();
        var sent = new Recording((200, Made));
        var azure = Connect(sent, calls.Add);

        if (isTyped)
            await azure.Disk(Disk).FindAsync(default);
        else
            await azure.Untyped(new ResourceIdentifier(Interface)).FindAsync(default);

        Assert.Contains(
            "/resourceGroups/my%20group%20%281%29/", Assert.Single(sent.Requests), StringComparison.Ordinal);
        Assert.Equal(
            isTyped ? "GET Microsoft.Compute/disks/web01" : "GET Microsoft.Network/networkInterfaces/web01-nic",
            Assert.Single(calls).Name);
        Assert.Equal(200, calls[0].Status);
    }

    [Fact]
    public async Task An_answer_that_names_no_work_is_not_taken_for_its_end()
    {
        var sent = new Recording((202, Making), (200, Making), (200, Making), (200, Made));

        var made = await Connect(sent).Disk(Disk).PutAsync(
            new ManagedDiskData("westeurope") { CreationData = new DiskCreationData(DiskCreateOption.Empty) }, default);

        Assert.Equal("Succeeded", made.ProvisioningState);
        Assert.All(sent.Requests.Skip(1), request => Assert.StartsWith("GET ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_removal_that_names_no_work_has_ended_when_the_resource_is_gone()
    {
        var sent = new Recording((202, ""), (200, Made), (200, Made), (404, ""));

        await Connect(sent).Disk(Disk).DeleteAsync(default);

        Assert.Equal(["DELETE", "GET", "GET", "GET"], sent.Requests.Select(request => request.Split(' ')[0]));
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, """{"properties":{"output":{"accessSAS":"https://md-1.blob.storage.azure.net/c/a?sig=x"}}}""")]
    [InlineData(202, "")]
    public async Task No_address_to_write_to_is_an_error(int status, string answer)
    {
        var disk = Connect(new Recording((status, answer))).Disk(Disk);

        var error = await Assert.ThrowsAsync<MigrateException>(
            () => disk.BeginUploadAsync(TimeSpan.FromHours(1), default));

        Assert.Equal("Azure.AnswerInvalid", error.Code);
    }

    [Fact]
    public async Task Work_that_ends_badly_is_said_by_its_own_code()
    {
        var sent = new Recording(
            (202, Making),
            (200, """{"status":"Failed","error":{"code":"AllocationFailed","message":"No room (sig=a).\nMore"}}"""))
        {
            Headers = [("Azure-AsyncOperation", "https://management.azure.com/works/1")],
        };

        var error = await Assert.ThrowsAsync<MigrateException>(() => Connect(sent).Disk(Disk).DeleteAsync(default));

        Assert.Equal("Azure.NoCapacity", error.Code);
        Assert.Equal("disks/web01: No room (sig=a). (AllocationFailed)", error.Message);
    }

    [Fact]
    public async Task A_signed_address_is_told_without_its_signature()
    {
        var calls = new List<AzureCall>();
        var blob = Connect(new Recording((201, "")), calls.Add)
            .PageBlob(new Uri("https://md-1.blob.storage.azure.net/c/abcd?sv=2023&sig=canary&se=2030"));
        await blob.ClearPagesAsync(new(0, 512), null, default);

        Assert.Equal("PUT c/abcd?comp=page", Assert.Single(calls).Name);
    }

    private static string Body(string state) =>
        $$$"""{"id":"{{{Disk}}}","name":"web01","properties":{"provisioningState":"{{{state}}}"}}""";

    private static Task UsagesAsync(AzureConnection azure)
    {
        var usages = azure.Subscription(Subscription).GetUsagesAsync("westeurope");
        return AzureConnection.RunAsync("usages", async () => await usages.ToListAsync(), default);
    }

    private static AzureConnection Connect(Recording sent, Action<AzureCall>? onCall = null) =>
        new(new HandedTokens([Secret("canary")]), new AzureConnectionOptions
        {
            Transport = sent, OnCall = onCall, MaxRetries = 0, PollInterval = TimeSpan.FromMilliseconds(1),
        });

    private static System.Security.SecureString Secret(string text)
    {
        var secret = new System.Security.SecureString();
        foreach (var letter in text)
            secret.AppendChar(letter);
        return secret;
    }

    /// <summary>Answers with what it was given, the last one again and again; keeps verbs and addresses.</summary>
    private sealed class Recording(params (int Status, string Body)[] answers) : HttpPipelineTransport
    {
        private readonly HttpClientTransport _requests = new();

        public List<string> Requests { get; } = [];

        public (string Name, string Value)[] Headers { get; init; } = [];

        public override Request CreateRequest() => _requests.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException("All is asynchronous.");

        public override ValueTask ProcessAsync(HttpMessage message)
        {
            Assert.Equal("https", message.Request.Uri.Scheme);
            Requests.Add($"{message.Request.Method} {message.Request.Uri.ToUri().AbsoluteUri}");
            var (status, body) = answers[Math.Min(Requests.Count, answers.Length) - 1];
            message.Response = new CannedResponse(status, "", body, Headers);
            return default;
        }
    }
}
