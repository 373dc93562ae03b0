using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AzMigrate.Azure;

/// <summary>
/// Azure Resource Manager: resources are read, put and removed by their ids. A call that starts long work ends when the work
/// does. Requests that fail in passing are sent again; each may be made again from the start, by name.
/// </summary>
internal sealed class AzureResources
{
    private readonly HttpPipeline _pipeline;
    private readonly Uri _endpoint;
    private readonly TimeSpan _pollInterval;

    public AzureResources(HttpPipeline pipeline, Uri endpoint, TimeSpan pollInterval) =>
        (_pipeline, _endpoint, _pollInterval) = (pipeline, endpoint, pollInterval);

    /// <summary>Reads a resource; null when it is not there.</summary>
    public Task<JsonElement?> GetAsync(string id, string apiVersion, CancellationToken cancellation) =>
        AzureConnection.RunAsync(NameOf(id), async () =>
        {
            using var answer = await SendAsync(RequestMethod.Get, Address(id, apiVersion), null, cancellation).ConfigureAwait(false);
            if (answer.Status == 404)
                return (JsonElement?)null;
            return Checked(answer);
        }, cancellation);

    /// <summary>Reads a list to its end, page by page.</summary>
    public async IAsyncEnumerable<JsonElement> ListAsync(
        string path, string apiVersion, string? filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = Address(path, apiVersion);
        if (filter is not null)
            page = new Uri(page.AbsoluteUri + "&$filter=" + Uri.EscapeDataString(filter));
        while (page is not null)
        {
            var address = page;
            var body = await AzureConnection.RunAsync(NameOf(path), async () =>
            {
                using var answer = await SendAsync(RequestMethod.Get, address, null, cancellation).ConfigureAwait(false);
                return Checked(answer);
            }, cancellation).ConfigureAwait(false);
            if (body.TryGetProperty("value", out var items))
            {
                foreach (var item in items.EnumerateArray())
                    yield return item;
            }
            page = body.TryGetProperty("nextLink", out var next) && next.GetString() is { Length: > 0 } link ? Own(link) : null;
        }
    }

    /// <summary>Makes a resource as it is said, or makes one that is there so; it is whole when this ends.</summary>
    public Task<JsonElement> PutAsync(string id, string apiVersion, JsonObject body, CancellationToken cancellation) =>
        AzureConnection.RunAsync(NameOf(id), async () =>
        {
            using var answer = await SendAsync(RequestMethod.Put, Address(id, apiVersion), body, cancellation).ConfigureAwait(false);
            Checked(answer);
            await WaitForWorkAsync(answer, cancellation).ConfigureAwait(false);
            return await WaitForResourceAsync(id, apiVersion, cancellation).ConfigureAwait(false);
        }, cancellation);

    /// <summary>Waits until work on a resource has ended, whoever began it.</summary>
    /// <exception cref="MigrateException"><c>Azure.ResourceFailed</c>: it ended badly; <c>Azure.NotFound</c>.</exception>
    public async Task<JsonElement> WaitForResourceAsync(string id, string apiVersion, CancellationToken cancellation)
    {
        while (true)
        {
            var resource = await GetAsync(id, apiVersion, cancellation).ConfigureAwait(false)
                ?? throw new MigrateException("Azure.NotFound", $"{NameOf(id)} was removed while it was made.", "Run it again.", id);
            switch (ProvisioningState(resource))
            {
                case null or "Succeeded":
                    return resource;
                case "Failed" or "Canceled":
                    throw new MigrateException("Azure.ResourceFailed", $"{NameOf(id)} could not be made.",
                        "Look at the activity log of its resource group; then run it again.", id);
                default:
                    await Task.Delay(_pollInterval, cancellation).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Asks a resource to do something.</summary>
    /// <returns>What it answers when it has been done; null when that is nothing.</returns>
    public Task<JsonElement?> PostAsync(
        string id, string action, string apiVersion, JsonObject? body, CancellationToken cancellation) =>
        AzureConnection.RunAsync($"{NameOf(id)} ({action})", async () =>
        {
            using var answer = await SendAsync(RequestMethod.Post, Address($"{id}/{action}", apiVersion), body, cancellation)
                .ConfigureAwait(false);
            var result = Checked(answer);
            var final = await WaitForWorkAsync(answer, cancellation).ConfigureAwait(false);
            return final ?? (result.ValueKind == JsonValueKind.Object ? result : (JsonElement?)null);
        }, cancellation);

    /// <summary>Removes a resource; it is gone when this ends, and one that is not there is not an error.</summary>
    public Task DeleteAsync(string id, string apiVersion, CancellationToken cancellation) =>
        AzureConnection.RunAsync(NameOf(id), async () =>
        {
            using var answer = await SendAsync(RequestMethod.Delete, Address(id, apiVersion), null, cancellation).ConfigureAwait(false);
            if (answer.Status == 404)
                return;
            Checked(answer);
            await WaitForWorkAsync(answer, cancellation).ConfigureAwait(false);
            // What is asked again after a lost answer may tell of no work while the first is still going on.
            while (await GetAsync(id, apiVersion, cancellation).ConfigureAwait(false) is not null)
                await Task.Delay(_pollInterval, cancellation).ConfigureAwait(false);
        }, cancellation);

    /// <summary>The state of work on a resource; null for kinds that have none.</summary>
    public static string? ProvisioningState(JsonElement resource) =>
        resource.Find("properties", "provisioningState")?.GetString();

    /// <summary>Kind and name of a resource, such as <c>disks/web01</c>.</summary>
    private static string NameOf(string id)
    {
        var parts = id.Split('/');
        return parts.Length < 2 ? id : $"{parts[parts.Length - 2]}/{parts[parts.Length - 1]}";
    }

    private async Task<Response> SendAsync(RequestMethod method, Uri address, JsonObject? body, CancellationToken cancellation)
    {
        var request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(address);
        request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(body.ToJsonString()));
        }
        return await _pipeline.SendRequestAsync(request, cancellation).ConfigureAwait(false);
    }

    // Follows the work to its end. What it answers is at the location, where one is told.
    private async Task<JsonElement?> WaitForWorkAsync(Response answer, CancellationToken cancellation)
    {
        var location = answer.Headers.TryGetValue("Location", out var where) ? Own(where) : null;
        var delay = Delay(answer);
        if (answer.Headers.TryGetValue("Azure-AsyncOperation", out var operation))
        {
            while (true)
            {
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
                using var state = await SendAsync(RequestMethod.Get, Own(operation), null, cancellation).ConfigureAwait(false);
                var body = Checked(state);
                delay = Delay(state);
                var status = body.Find("status")?.GetString();
                if (status is "Failed" or "Canceled")
                    throw Failed(body, state);
                if (status == "Succeeded")
                    break;
            }
        }
        if (location is null || answer.Status != 202)
            return null;
        while (true)
        {
            using var result = await SendAsync(RequestMethod.Get, location, null, cancellation).ConfigureAwait(false);
            if (result.Status != 202)
            {
                var body = result.Status == 404 ? default : Checked(result);
                return body.ValueKind == JsonValueKind.Object ? body : null;
            }
            await Task.Delay(Delay(result), cancellation).ConfigureAwait(false);
        }
    }

    private TimeSpan Delay(Response answer) =>
        answer.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, out var seconds) && seconds is > 0 and < 600
            ? TimeSpan.FromSeconds(seconds) : _pollInterval;

    private static JsonElement Checked(Response answer)
    {
        var text = answer.Content.ToString();
        JsonElement body = default;
        try
        {
            if (text.Length > 0)
            {
                using var document = JsonDocument.Parse(text);
                body = document.RootElement.Clone();
            }
        }
        catch (JsonException) when (answer.Status >= 400)
        {
            // A proxy's page: the status says enough.
        }
        return answer.Status < 400 ? body : throw Failed(body, answer);
    }

    private static RequestFailedException Failed(JsonElement body, Response answer)
    {
        var error = body.Find("error");
        var code = error?.Find("code")?.GetString();
        var message = error?.Find("message")?.GetString() ?? $"HTTP {answer.Status} {answer.ReasonPhrase}";
        // The work failed, the question for its state did not: that is no outage.
        return new RequestFailedException(answer.Status < 400 ? 409 : answer.Status, message, code, null);
    }

    private Uri Address(string path, string apiVersion)
    {
        var escaped = string.Join("/", path.Split('/').Select(Uri.EscapeDataString));
        return new Uri(_endpoint.GetLeftPart(UriPartial.Authority) + escaped + "?api-version=" + apiVersion);
    }

    // The token goes along: nowhere but to Resource Manager and its regions.
    private Uri Own(string address)
    {
        var uri = new Uri(address);
        var isOwn = uri.Scheme == _endpoint.Scheme && uri.Port == _endpoint.Port
            && (uri.Host == _endpoint.Host || uri.Host.EndsWith("." + _endpoint.Host, StringComparison.OrdinalIgnoreCase));
        return isOwn ? uri : throw new MigrateException(
            "Azure.AnswerInvalid", $"Azure refers to another server, {uri.Host}, which is not asked.", "Check the proxy.");
    }
}
