using System.Text;
using Azure;
using Azure.Core;

namespace AzMigrate.Tests.Azure;

/// <summary>An answer that no server gave.</summary>
internal sealed class CannedResponse(int status, string code, string body = "") : Response
{
    private static readonly string[] Names = ["x-ms-error-code", "Content-Length"];

    public override int Status => status;

    public override string ReasonPhrase => code;

    public override Stream? ContentStream { get; set; } = new MemoryStream(Encoding.UTF8.GetBytes(body));

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

    private string Value(string name) =>
        name.StartsWith('x') ? code : body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
