using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;

namespace AzMigrate.Tests.Azure;

/// <summary>An answer that no server gave.</summary>
internal sealed class CannedResponse(
    int status, string code, string body = "", params (string Name, string Value)[] more)
    : Response
{
    private readonly (string Name, string Value)[] _headers =
        [("x-ms-error-code", code), ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)), .. more];

    public override int Status => status;

    public override string ReasonPhrase => code;

    public override Stream? ContentStream { get; set; } = new MemoryStream(Encoding.UTF8.GetBytes(body));

    public override string ClientRequestId { get; set; } = "";

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
        _headers.Select(header => new HttpHeader(header.Name, header.Value));

    protected override bool TryGetHeader(string name, out string value)
    {
        value = _headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
    {
        var found = TryGetHeader(name, out var value);
        values = found ? [value] : null!;
        return found;
    }
}
