using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace AzMigrate.Azure;

/// <summary>
/// What a blob's client sends its requests through, with its sign-in: for a request that the client cannot make. That
/// it can be had is meant for classes that go on with Azure's own.
/// </summary>
internal sealed class BlobPipeline : BlobServiceClient
{
    private BlobPipeline()
    {
    }

    public static HttpPipeline Of(PageBlobClient blob) =>
        GetHttpPipeline(blob.GetParentBlobContainerClient().GetParentBlobServiceClient());
}
