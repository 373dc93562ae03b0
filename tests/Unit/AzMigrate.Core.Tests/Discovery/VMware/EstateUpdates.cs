using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>Property filters of a small vCenter: versions that must be the newest, answers in pieces.</summary>
internal sealed class EstateUpdates
{
    private readonly List<(string Id, string Kind)> _pending = [];
    private readonly List<string> _filters = [];
    private int _version;

    /// <summary>Tells the filters, if there are any.</summary>
    public void Note(string id, string kind)
    {
        if (_filters.Count > 0)
            _pending.Add((id, kind));
    }

    /// <summary>Filters die with their session.</summary>
    public void End()
    {
        _filters.Clear();
        _pending.Clear();
        _version = 0;
    }

    public SdkAnswer Answer(SdkRequest request, IEnumerable<string> machines)
    {
        switch (request.Method)
        {
            case "CreateFilter":
                _filters.Add("filter-" + request.Number.ToString(CultureInfo.InvariantCulture));
                return Wire.Ok(request.Method, $"""<returnval type="PropertyFilter">{_filters[^1]}</returnval>""");
            case "DestroyPropertyFilter":
                _filters.Clear();
                return Wire.Ok(request.Method, "");
        }
        var version = Regex.Match(request.Body, "<version>(.*?)</version>").Groups[1].Value;
        if (_filters.Count == 0 || (version.Length > 0 && version != _version.ToString(CultureInfo.InvariantCulture)))
            return Wire.Fault("InvalidCollectorVersion");
        if (version.Length == 0)
        {
            _pending.Clear();
            _pending.AddRange(machines.Select(id => (id, "enter")));
        }
        return Piece(request);
    }

    private SdkAnswer Piece(SdkRequest request)
    {
        if (_pending.Count == 0)
            return Wire.Ok(request.Method, "");
        var most = int.Parse(
            Regex.Match(request.Body,
                "<maxWaitSeconds>0</maxWaitSeconds><maxObjectUpdates>(.*?)</maxObjectUpdates>").Groups[1].Value,
            CultureInfo.InvariantCulture);
        var piece = _pending.Take(most).ToList();
        _pending.RemoveRange(0, piece.Count);
        var content = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"""<returnval><version>{++_version}</version><filterSet><filter type="PropertyFilter">{_filters[0]}</filter>"""));
        foreach (var (id, kind) in piece)
        {
            content.Append("<objectSet><kind>" + kind + "</kind><obj type=\"VirtualMachine\">" + id + "</obj>");
            if (kind != "leave")
                content.Append("<changeSet><name>config.changeVersion</name><op>assign</op></changeSet>");
            content.Append("</objectSet>");
        }
        content.Append("</filterSet>");
        if (_pending.Count > 0)
            content.Append("<truncated>true</truncated>");
        return Wire.Ok(request.Method, content.Append("</returnval>").ToString());
    }
}
