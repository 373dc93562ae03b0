using System.Collections.Concurrent;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using AzMigrate.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Cim.WsMan;

/// <summary>
/// WS-Management for WMI as DSP0226, DSP0227, DSP0230 and MS-WSMV have it, over rows in memory: sessions of Enumerate,
/// Pull and Release, methods, and faults with the numbers that Windows gives. It takes nothing that the specification
/// does not allow.
/// </summary>
internal sealed class WsManService(FakeCimClient cim, Action<string> violation)
{
    private static readonly XNamespace S = "http://www.w3.org/2003/05/soap-envelope";
    private static readonly XNamespace A = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static readonly XNamespace W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
    private static readonly XNamespace N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
    private static readonly XNamespace F = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";
    private static readonly XNamespace Cim = "http://schemas.dmtf.org/wbem/wscim/1/common";
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Wmi = "http://schemas.microsoft.com/wbem/wsman/1/wmi/";
    private const string Anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
    private readonly ConcurrentDictionary<string, Queue<XElement>> _open = new();
    private readonly ConcurrentDictionary<string, bool> _messages = new();

    /// <summary>The server's own limit of rows in an answer.</summary>
    public int MaxBatchItems { get; set; } = 32_000;

    /// <summary>False for servers that leave rows to the first Pull.</summary>
    public bool OptimizesEnumeration { get; set; } = true;

    /// <summary>Enumerations that neither ended nor were released.</summary>
    public int OpenContexts => _open.Count;

    /// <summary>Actions in the order in which they came, by their last word.</summary>
    public ConcurrentQueue<string> Actions { get; } = new();

    public static string ActionOf(string body) =>
        XDocument.Parse(body).Root?.Element(S + "Header")?.Element(A + "Action")?.Value ?? "";

    public async Task<(int Status, string Body)> AnswerAsync(string text, int port)
    {
        var envelope = XDocument.Parse(text).Root!;
        var header = envelope.Element(S + "Header");
        var body = envelope.Element(S + "Body")?.Elements().SingleOrDefault();
        if (envelope.Name != S + "Envelope" || header is null || body is null)
            return Fault("", "s:Sender", "wsman:SchemaValidationError", 0x80338041, "not an envelope");
        var id = header.Element(A + "MessageID")?.Value ?? "";
        var action = header.Element(A + "Action")?.Value ?? "";
        if (CheckHeader(header, id, port) is string wrong)
        {
            violation(wrong);
            return Fault(id, "s:Sender", "a:InvalidMessageInformationHeader", 0x8033800F, wrong);
        }
        Actions.Enqueue(action[(action.LastIndexOf('/') + 1)..]);
        try
        {
            var answer = await AnswerAsync(header, action, body);
            return (200, Envelope(action + "Response", id, answer));
        }
        catch (MigrateException error)
        {
            return Fault(id, error);
        }
        catch (FormatException error)
        {
            violation(error.Message);
            return Fault(id, "s:Sender", "wsman:SchemaValidationError", 0x80338041, error.Message);
        }
    }

    /// <summary>A fault as Windows writes it.</summary>
    public static (int Status, string Body) Fault(
        string id, string code, string subcode, uint number, string words, string detail = "") =>
        (500, Envelope("http://schemas.dmtf.org/wbem/wsman/1/wsman/fault", id, new XElement(S + "Fault",
            new XElement(S + "Code", new XElement(S + "Value", code),
                new XElement(S + "Subcode", new XElement(S + "Value", subcode))),
            new XElement(S + "Reason",
                new XElement(S + "Text", new XAttribute(XNamespace.Xml + "lang", "en-US"), words)),
            new XElement(S + "Detail", new XElement(F + "WSManFault",
                new XAttribute("Code", number), new XAttribute("Machine", "127.0.0.1"),
                new XElement(F + "Message", detail.Length > 0
                    ? new XElement(F + "ProviderFault", new XAttribute("provider", "WMI Provider"),
                        XElement.Parse(detail)) : words))))));

    private async Task<XElement> AnswerAsync(XElement header, string action, XElement body)
    {
        var resource = header.Element(W + "ResourceURI")!.Value;
        if (!resource.StartsWith(Wmi, StringComparison.Ordinal))
            throw new FormatException("Not a resource of WMI: " + resource);
        var slash = resource.LastIndexOf('/');
        var (cimNamespace, className) = (resource[Wmi.Length..slash], resource[(slash + 1)..]);
        switch (action)
        {
            case "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate" when body.Name == N + "Enumerate":
                Demand(className == "*", "A WQL filter is for all classes");
                return await EnumerateAsync(cimNamespace, body);
            case "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull" when body.Name == N + "Pull":
                return Pull(body);
            case "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Release" when body.Name == N + "Release":
                Demand(_open.TryRemove(body.Element(N + "EnumerationContext")!.Value, out _), "Released twice");
                return new XElement(N + "ReleaseResponse");
            default:
                Demand(action.StartsWith(resource + "/", StringComparison.Ordinal),
                    "Action and resource do not fit: " + action);
                return await InvokeAsync(
                    cimNamespace, className, resource, action[(resource.Length + 1)..], header, body);
        }
    }

    private async Task<XElement> EnumerateAsync(string cimNamespace, XElement body)
    {
        var filter = body.Element(W + "Filter") ?? throw new FormatException("No filter");
        Demand(filter.Attribute("Dialect")?.Value == "http://schemas.microsoft.com/wbem/wsman/1/WQL",
            "Not the dialect of WQL");
        var isOptimized = body.Element(W + "OptimizeEnumeration") is not null;
        Demand(isOptimized || body.Element(W + "MaxElements") is null, "MaxElements without OptimizeEnumeration");
        var found = await cim.QueryAsync(cimNamespace, filter.Value, CancellationToken.None).ToListAsync();
        var isWhole = Wql.Parse(filter.Value).Properties.Count == 0;
        var rows = new Queue<XElement>(found.Select(row => isWhole ? Instance(row, cimNamespace) : Fragment(row)));
        var context = "uuid:" + Guid.NewGuid().ToString("D").ToUpperInvariant();
        _open[context] = rows;
        var most = isOptimized && OptimizesEnumeration ? Most(body.Element(W + "MaxElements")) : 0;
        return Page(N + "EnumerateResponse", W, context, rows, most, most > 0);
    }

    private XElement Pull(XElement body)
    {
        var context = body.Element(N + "EnumerationContext")?.Value ?? "";
        if (!_open.TryGetValue(context, out var rows))
        {
            violation("Pull of an enumeration that is not open");
            throw new FormatException("wsen:InvalidEnumerationContext");
        }
        return Page(N + "PullResponse", N, context, rows, Most(body.Element(N + "MaxElements")), true);
    }

    private XElement Page(XName name, XNamespace items, string context, Queue<XElement> rows, int most, bool mayEnd)
    {
        var page = new List<XElement>();
        while (page.Count < most && rows.Count > 0)
            page.Add(rows.Dequeue());
        var hasEnded = mayEnd && rows.Count == 0;
        if (hasEnded)
            _open.TryRemove(context, out _);
        return new XElement(name,
            new XElement(N + "EnumerationContext", hasEnded && name.LocalName == "PullResponse" ? null : context),
            mayEnd ? new XElement(items + "Items", page) : null,
            hasEnded ? new XElement(items + "EndOfSequence") : null);
    }

    private int Most(XElement? given) =>
        Math.Min(MaxBatchItems, given is null ? 1 : int.Parse(given.Value, CultureInfo.InvariantCulture));

    private async Task<XElement> InvokeAsync(
        string cimNamespace, string className, string resource, string method, XElement header, XElement body)
    {
        XNamespace p = resource;
        Demand(body.Name == p + (method + "_INPUT"), "The body is not the method's input: " + body.Name);
        var keys = header.Element(W + "SelectorSet")?.Elements(W + "Selector")
            .ToDictionary(selector => selector.Attribute("Name")!.Value, selector => selector.Value) ?? [];
        var arguments = new Dictionary<string, object?>();
        foreach (var argument in body.Elements().GroupBy(each => each.Name))
        {
            Demand(argument.Key.Namespace == p, "An argument of another namespace: " + argument.Key);
            var values = argument.Select(each => (string?)each.Attribute(Xsi + "nil") == "true" ? null : each.Value)
                .ToArray();
            arguments[argument.Key.LocalName] = values.Length == 1 ? values[0] : values;
        }
        var answer = await cim.InvokeAsync(cimNamespace, className, keys, method, arguments, CancellationToken.None);
        return new XElement(p + (method + "_OUTPUT"), Properties(answer, p));
    }

    // A whole instance has its class's namespace (DSP0230); properties in the order of their names, as Windows writes
    // them.
    private static XElement Instance(CimRow row, string cimNamespace)
    {
        XNamespace p = Wmi + cimNamespace.ToLowerInvariant() + "/" + row.ClassName;
        return new XElement(
            p + row.ClassName, new XAttribute(XNamespace.Xmlns + "p", p), new XAttribute(XNamespace.Xmlns + "xsi", Xsi),
            new XAttribute(Xsi + "type", "p:" + row.ClassName + "_Type"), Properties(row, p));
    }

    // MS-WSMV <58>: Windows writes the properties of a list without a namespace.
    private static XElement Fragment(CimRow row) =>
        new(W + "XmlFragment", new XAttribute(XNamespace.Xmlns + "xsi", Xsi), Properties(row, XNamespace.None));

    private static IEnumerable<XElement> Properties(CimRow row, XNamespace ns) =>
        row.Values.OrderBy(value => value.Key, StringComparer.Ordinal)
        .SelectMany(value => Property(ns + value.Key, value.Value));

    private static IEnumerable<XElement> Property(XName name, object? value) => value switch
    {
        null => [new XElement(name, new XAttribute(Xsi + "nil", "true"))],
        IReadOnlyList<object?> list when list.Count == 0 => [new XElement(name, new XAttribute(Xsi + "nil", "true"))],
        IReadOnlyList<object?> list => list.SelectMany(item => Property(name, item)),
        CimRow reference => [new XElement(name, new XElement(A + "Address", Anonymous),
            new XElement(A + "ReferenceParameters",
                new XElement(W + "ResourceURI", Wmi + "root/cimv2/" + reference.ClassName),
                new XElement(W + "SelectorSet", reference.Values.Select(key =>
                    new XElement(W + "Selector", new XAttribute("Name", key.Key), CimValue.ToText(key.Value!))))))],
        DateTimeOffset time => [new XElement(name, new XElement(Cim + "Datetime", XmlConvert.ToString(time)))],
        TimeSpan span => [new XElement(name, new XElement(Cim + "Interval", XmlConvert.ToString(span)))],
        _ => [new XElement(name, CimValue.ToText(value))],
    };

    private string? CheckHeader(XElement header, string id, int port)
    {
        if (!Guid.TryParse(id.StartsWith("uuid:", StringComparison.Ordinal) ? id[5..] : "", out _)
            || !_messages.TryAdd(id, true))
            return "MessageID is no new UUID: " + id;
        if (header.Element(A + "To")?.Value != FormattableString.Invariant($"https://127.0.0.1:{port}/wsman"))
            return "To is not this server: " + header.Element(A + "To")?.Value;
        if (header.Element(A + "ReplyTo")?.Element(A + "Address")?.Value != Anonymous)
            return "ReplyTo is not anonymous";
        if (header.Element(W + "ResourceURI") is null || header.Element(A + "Action") is null)
            return "ResourceURI or Action is missing";
        if (!int.TryParse(header.Element(W + "MaxEnvelopeSize")?.Value, out var size) || size < 8192)
            return "MaxEnvelopeSize is below 8192";
        if (header.Element(W + "OperationTimeout") is not { } timeout
            || XmlConvert.ToTimeSpan(timeout.Value) <= TimeSpan.Zero)
            return "OperationTimeout is missing";
        var demanded = header.Elements().Where(each => (string?)each.Attribute(S + "mustUnderstand") == "true")
            .Select(each => each.Name);
        return demanded.Except([A + "Action", W + "ResourceURI", W + "MaxEnvelopeSize", W + "SelectorSet"])
            .FirstOrDefault() is { } unknown
            ? "mustUnderstand on what need not be understood: " + unknown : null;
    }

    private static (int Status, string Body) Fault(string id, MigrateException error) => error.Code switch
    {
        "CIM.AccessDenied" => Fault(id, "s:Sender", "wsman:AccessDenied", 5, "Access is denied."),
        "CIM.NamespaceNotFound" => Wbem(id, 0x8004100E, 3, "Invalid namespace"),
        "CIM.ClassNotFound" => Wbem(id, 0x80041010, 5, "Invalid class"),
        "CIM.InvalidQuery" => Fault(id, "s:Sender", "n:CannotProcessFilter", 0x8033801A,
            "The WMI service or the WMI provider returned an unknown error: HRESULT 0x80041017"),
        "CIM.NotFound" => Fault(id, "s:Sender", "a:DestinationUnreachable", 0x80338000,
            "The service cannot find the resource identified by the resource URI and selectors."),
        "CIM.MethodNotFound" =>
            Fault(id, "s:Sender", "a:ActionNotSupported", 0x80338013, "The action is not supported by the service."),
        "CIM.Timeout" => Fault(id, "s:Receiver", "w:TimedOut", 0x80338029, "The operation timed out."),
        "CIM.QuotaExceeded" =>
            Fault(id, "s:Receiver", "w:QuotaLimit", 0x8033803F, "The maximum number of concurrent operations"),
        _ => Fault(id, "s:Receiver", "w:InternalError", 0x80338003, error.Message),
    };

    // Windows from 8 on: a number of WMI's own in an extended error.
    private static (int Status, string Body) Wbem(string id, uint number, int status, string words) => Fault(
        id, "s:Receiver", "w:InternalError", 0x80338043, words,
        $"""
        <f:ExtendedError xmlns:f="{F}"><p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
          xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/microsoft/windows/powershellv3/MSFT_WmiError">
          <p:CIMStatusCode>{status}</p:CIMStatusCode><p:error_Category>6</p:error_Category><p:error_Code>{number}</p:error_Code>
        </p:MSFT_WmiError></f:ExtendedError>
        """);

    private static string Envelope(string action, string relatesTo, XElement content) =>
        new XDocument(new XElement(S + "Envelope",
        new XAttribute(XNamespace.Xmlns + "s", S), new XAttribute(XNamespace.Xmlns + "a", A),
        new XAttribute(XNamespace.Xmlns + "w", W),
        new XAttribute(XNamespace.Xmlns + "n", N), new XAttribute(XNamespace.Xml + "lang", "en-US"),
        new XElement(S + "Header",
            new XElement(A + "Action", action), new XElement(A + "MessageID", "uuid:" + Guid.NewGuid()),
            new XElement(A + "To", Anonymous), new XElement(A + "RelatesTo", relatesTo)),
        new XElement(S + "Body", content))).ToString(SaveOptions.DisableFormatting);

    private static void Demand(bool isSo, string otherwise)
    {
        if (!isSo)
            throw new FormatException(otherwise);
    }
}
