using System.Globalization;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>A fault: its subcode, its numbers and its words (DSP0226 14, MS-WSMV 2.2.4.43).</summary>
internal sealed class WsManFault
{
    private const int WordsKept = 4096;

    // Statuses of CIM (DSP0200) as the numbers that WMI has for them.
    private static readonly Dictionary<uint, uint> NumberOfStatus = new()
    {
        [2] = 0x80041003,
        [3] = 0x8004100E,
        [5] = 0x80041010,
        [6] = 0x80041002,
        [15] = 0x80041017,
        [17] = 0x80041055,
    };

    private readonly List<uint> _particular = [];
    private readonly List<uint> _general = [];
    private string _subcode = "";
    private string _reason = "";
    private string _words = "";

    private WsManFault()
    {
    }

    /// <summary>Reads the fault that the reader is at.</summary>
    public static WsManFault Read(AnswerXml xml)
    {
        var fault = new WsManFault();
        var end = xml.Depth;
        var inSubcode = false;
        while (xml.Read() && xml.Depth > end)
        {
            if (xml.Part == XmlPart.Text)
            {
                fault.AddWords(xml.Text);
                continue;
            }
            if (xml.Part != XmlPart.Start)
                continue;
            inSubcode |= xml.Name == "Subcode";
            if (xml is { Name: "WSManFault", Namespace: WsManNames.Fault })
                fault.AddGeneral(xml.Attribute("Code"));
            if (xml.IsEmpty || xml.Name is not ("Value" or "Text" or "error_Code" or "CIMStatusCode"))
                continue;
            var name = xml.Name;
            var text = xml.Read() && xml.Part == XmlPart.Text ? xml.Text.Trim() : "";
            fault.AddWords(text);
            if (name == "Value" && inSubcode)
                fault._subcode = text.Substring(text.LastIndexOf(':') + 1);
            else if (name == "Text" && fault._reason.Length == 0)
                fault._reason = text;
            else if (name is "error_Code" && Number(text) is uint code)
                fault._particular.Insert(0, code);
            else if (name is "CIMStatusCode" && Number(text) is uint status
                && NumberOfStatus.TryGetValue(status, out var known))
                fault._particular.Add(known);
        }
        return fault;
    }

    /// <summary>The error that the fault means.</summary>
    public SourceException ToError(CimQuestion question) => CimFailure.Of(
        question, [.. _particular, .. InWords(), .. _general], CodeOfSubcode(), _reason.Length > 0 ? _reason : _words);

    private string? CodeOfSubcode() => _subcode switch
    {
        "AccessDenied" => CimErrors.AccessDeniedCode,
        "TimedOut" => CimErrors.TimeoutCode,
        "QuotaLimit" or "EncodingLimit" or "Concurrency" => CimErrors.QuotaExceededCode,
        "CannotProcessFilter" or "FilterDialectRequestedUnavailable" => CimErrors.InvalidQueryCode,
        "DestinationUnreachable" or "InvalidSelectors" => CimErrors.NotFoundCode,
        "ActionNotSupported" => CimErrors.MethodNotFoundCode,
        _ => null,
    };

    // "The WMI service returned an unknown error: HRESULT 0x80041010".
    private IEnumerable<uint> InWords() => Regex.Matches(_words, "0x8[0-9A-Fa-f]{7}").Cast<Match>()
        .Select(match => uint.Parse(
            match.Value.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private void AddGeneral(string? code)
    {
        // The inner ones come later and say more. Old servers write the low half alone.
        if (Number(code) is uint number)
            _general.Insert(0, number is > 0x7FFF and <= 0xFFFF ? 0x80330000 | number : number);
    }

    private void AddWords(string text)
    {
        if (_words.Length < WordsKept)
            _words = _words + " " + text.Substring(0, Math.Min(text.Length, WordsKept));
    }

    private static uint? Number(string? text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
