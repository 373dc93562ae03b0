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

    /// <summary>The process ends before the request goes out.</summary>
    Dies,

    /// <summary>The process ends when the request is done.</summary>
    DiesAfter,
}

/// <summary>Stands for the end of the process: nothing may catch it and go on.</summary>
internal sealed class DeadException() : Exception("The process has ended.");

/// <summary>Sends requests on, and breaks some: as a function of the request decides.</summary>
internal sealed class FaultyTransport(Func<Request, Fault> decide, HttpPipelineTransport? inner = null) : HttpPipelineTransport
{
    private readonly HttpPipelineTransport _inner = inner ?? new HttpClientTransport();

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("All is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        switch (decide(message.Request))
        {
            case Fault.DroppedBefore:
                throw new RequestFailedException("The connection was reset.", new IOException("reset"));
            case Fault.DroppedAfter:
                await _inner.ProcessAsync(message);
                throw new RequestFailedException("The connection was reset.", new IOException("reset"));
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
}
