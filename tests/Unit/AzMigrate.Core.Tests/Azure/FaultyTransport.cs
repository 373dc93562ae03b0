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
                message.Response = new Refusal(503, "ServerBusy");
                break;
            case Fault.OperationTimedOut:
                message.Response = new Refusal(500, "OperationTimedOut");
                break;
            default:
                await _inner.ProcessAsync(message);
                break;
        }
    }

    private sealed class Refusal(int status, string code) : Response
    {
        private static readonly string[] Names = ["x-ms-error-code", "Content-Length"];

        public override int Status => status;

        public override string ReasonPhrase => code;

        public override Stream? ContentStream { get; set; } = new MemoryStream();

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => Names.Select(name => new HttpHeader(name, Value(name)));

        protected override bool TryGetHeader(string name, out string value)
        {
            value = Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? Value(name) : null!;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            var found = TryGetHeader(name, out var value);
            values = found ? [value] : null!;
            return found;
        }

        private string Value(string name) => name.StartsWith('x') ? code : "0";
    }
}
