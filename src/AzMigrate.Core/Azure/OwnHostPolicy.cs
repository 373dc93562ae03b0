using Azure.Core;
using Azure.Core.Pipeline;

namespace AzMigrate.Azure;

/// <summary>
/// Answers name addresses: of the next page, of long work. The token goes along: nowhere but to Resource Manager and
/// its regions.
/// </summary>
internal sealed class OwnHostPolicy(Uri resourceManager) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        var host = uri.Host ?? "";
        var isOwn = uri.Scheme == resourceManager.Scheme && uri.Port == resourceManager.Port
            && (host.Equals(resourceManager.Host, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + resourceManager.Host, StringComparison.OrdinalIgnoreCase));
        if (!isOwn)
        {
            throw new MigrateException("Azure.AnswerInvalid",
                $"Azure refers to another server, {host}, which is not asked.", "Check the proxy.");
        }
    }
}
