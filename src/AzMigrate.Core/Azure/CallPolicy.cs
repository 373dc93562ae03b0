using System.Diagnostics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AzMigrate.Azure;

/// <summary>Tells each request that goes out, retries too.</summary>
internal sealed class CallPolicy(Action<AzureCall> onCall) : HttpPipelinePolicy
{
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        finally
        {
            Tell(message, clock.Elapsed);
        }
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            ProcessNext(message, pipeline);
        }
        finally
        {
            Tell(message, clock.Elapsed);
        }
    }

    /// <summary>Verb and resource. Of the query only what names the operation: the rest may hold a signature.</summary>
    public static string NameOf(Request request)
    {
        var uri = request.Uri.ToUri();
        var path = uri.AbsolutePath;
        var provider = path.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase);
        path = provider < 0 ? path.TrimStart('/') : path.Substring(provider + "/providers/".Length);
        var operation = uri.Query.TrimStart('?').Split('&')
            .FirstOrDefault(part => part.StartsWith("comp=", StringComparison.Ordinal));
        return $"{request.Method} {path}{(operation is null ? "" : "?" + operation)}";
    }

    private void Tell(HttpMessage message, TimeSpan duration) =>
        onCall(new AzureCall(NameOf(message.Request), message.HasResponse ? message.Response.Status : 0, duration));
}
