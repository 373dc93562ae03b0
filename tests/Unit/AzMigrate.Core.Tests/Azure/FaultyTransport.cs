using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AzMigrate.Tests.Azure;

/// <summary>What happens to a request.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection breaks before the request is there.</summary>
    DroppedBefore,

    /// <summary>The request is done, its answer is lost.</summary>
    DroppedAfter,

    ServerBusy,
    OperationTimedOut,

    /// <summary>A bit of the body changes on the way.</summary>
    Damaged,

    /// <summary>The answer says that other bytes were taken.</summary>
    TakenOtherwise,

    /// <summary>A header of the request is not supported.</summary>
    UnsupportedHeader,

    /// <summary>The process ends before the request goes out.</summary>
    Dies,

    /// <summary>The process ends when the request is done.</summary>
    DiesAfter,
}

/// <summary>Stands for the end of the process: nothing may catch it and go on.</summary>
internal sealed class DeadException() : Exception("The process has ended.");

/// <summary>Sends requests on, and breaks some: as a function of the request decides.</summary>
internal sealed class FaultyTransport(Func<Request, Fault> decide, HttpPipelineTransport? inner = null)
    : HttpPipelineTransport
{
    private readonly HttpPipelineTransport _inner = inner ?? new HttpClientTransport();

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("All is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        switch (Decide(message.Request))
        {
            case Fault.DroppedBefore:
                throw new RequestFailedException("The connection was reset.", new IOException("reset"));
            case Fault.DroppedAfter:
                await _inner.ProcessAsync(message);
                throw new RequestFailedException("The connection was reset.", new IOException("reset"));
            case Fault.Damaged:
                var body = new MemoryStream();
                await message.Request.Content!.WriteToAsync(body, message.CancellationToken);
                body.GetBuffer()[body.Length / 2] ^= 0x10;
                message.Request.Content = RequestContent.Create(body.ToArray());
                await _inner.ProcessAsync(message);
                break;
            case Fault.TakenOtherwise:
                message.Response = new CannedResponse(201, "", "", ("x-ms-content-crc64", "AAAAAAAAAAA="));
                break;
            case Fault.UnsupportedHeader:
                message.Response = new CannedResponse(400, "UnsupportedHeader");
                break;
            case Fault.Dies:
                throw new DeadException();
            case Fault.DiesAfter:
                await _inner.ProcessAsync(message);
                throw new DeadException();
            case Fault.ServerBusy:
                message.Response = new CannedResponse(503, "ServerBusy");
                break;
            case Fault.OperationTimedOut:
                message.Response = new CannedResponse(500, "OperationTimedOut");
                break;
            default:
                await _inner.ProcessAsync(message);
                break;
        }
    }

    // Requests are under way at once; who decides need not think of it.
    private Fault Decide(Request request)
    {
        lock (decide)
            return decide(request);
    }
}
