using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>A small vCenter: one session, views, pages. It refuses what a real one refuses.</summary>
internal sealed class Estate
{
    private static readonly string[] Order = ["_this", "specSet", "options"];
    private readonly object _sync = new();
    private readonly EstateUpdates _updates = new();
    private string? _session;
    private int _sessions;
    private int _view;

    /// <summary>Machines by their id: the propSet and missingSet elements of each.</summary>
    public SortedDictionary<string, string> Machines { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects that machines are in.</summary>
    public string Places { get; set; } = string.Concat(
        Place("Datacenter", "datacenter-2", "DC%2f0", ("Folder", "group-d1")),
        Place("Folder", "group-v3", "vm", ("Datacenter", "datacenter-2")),
        Place("Folder", "group-v9", "Linux", ("Folder", "group-v3")),
        Place("Folder", "group-v10", "Web", ("Folder", "group-v9")),
        Place("Folder", "group-h4", "host", ("Datacenter", "datacenter-2")),
        Place("ClusterComputeResource", "domain-c7", "Cluster A", ("Folder", "group-h4")),
        Place("HostSystem", "host-42", "esx1.example.com", ("ClusterComputeResource", "domain-c7")),
        Place("ResourcePool", "resgroup-8", "Resources", ("ClusterComputeResource", "domain-c7")),
        Place("ResourcePool", "resgroup-81", "Gold", ("ResourcePool", "resgroup-8")),
        Place("Datastore", "/tmp/ds&1@folder-5", "LocalDS_0", ("Folder", "group-v3")),
        Place("DistributedVirtualPortgroup", "dvportgroup-13", "Servers", ("Folder", "group-v3")));

    /// <summary>Definitions of custom attributes.</summary>
    public string AttributeNames { get; set; } = "";

    public int PageObjects { get; set; } = int.MaxValue;

    public string Password { get; init; } = Wire.Password;

    public string Cookie { get; init; } = "vmware_soap_session=\"5e9/66 708d+=\"";

    /// <summary>Answers instead of the estate, where it gives one.</summary>
    public Func<SdkRequest, SdkAnswer?>? Instead { get; set; }

    /// <summary>Requests that break the protocol's rules.</summary>
    public List<string> Broken { get; } = [];

    public bool HasSession => _session is not null;

    public EstateTags Tags { get; } = new();

    /// <summary>The API's version.</summary>
    public string ApiVersion { get; init; } = "6.5";

    /// <summary>Adds or changes a machine, and tells it to who follows.</summary>
    public void Set(string id, string machine)
    {
        _updates.Note(id, Machines.ContainsKey(id) ? "modify" : "enter");
        Machines[id] = machine;
    }

    /// <summary>Removes a machine, and tells it to who follows.</summary>
    public void Delete(string id)
    {
        _updates.Note(id, "leave");
        Machines.Remove(id);
    }

    public static Estate Of(int machines)
    {
        var estate = new Estate();
        for (var i = 0; i < machines; i++)
            estate.Machines.Add(FormattableString.Invariant($"vm-{i:0000}"), Machine(i));
        return estate;
    }

    public static string Machine(int i) =>
        Property("name", "xsd:string", FormattableString.Invariant($"server{i:0000}"))
        + Property("config.instanceUuid", "xsd:string", FormattableString.Invariant($"b4689bed-97f0-5bcd-8a4c-{i:x12}"))
        + Property("config.uuid", "xsd:string", FormattableString.Invariant($"265104de-1472-547c-b873-{i:x12}"))
        + Property("config.hardware", "VirtualHardware",
            "<numCPU>4</numCPU><numCoresPerSocket>2</numCoresPerSocket><memoryMB>8192</memoryMB>");

    public static string Property(string path, string type, string value) =>
        $"""<propSet><name>{path}</name><val xmlns:a="http://www.w3.org/2001/XMLSchema-instance" a:type="{type}">{value}</val></propSet>""";

    public static string Reference(string path, string type, string id) =>
        $"""<propSet><name>{path}</name><val xmlns:a="http://www.w3.org/2001/XMLSchema-instance" a:type="ManagedObjectReference" type="{type}">{id.Replace("&", "&amp;")}</val></propSet>""";

    public static string Place(string type, string id, string name, (string Type, string Id) parent) =>
        Object(type, id, Property("name", "xsd:string", name) + Reference("parent", parent.Type, parent.Id));

    public static string Object(string type, string id, string content) =>
        $"""<objects><obj type="{type}">{id.Replace("&", "&amp;")}</obj>{content}</objects>""";

    public SdkAnswer Answer(SdkRequest request)
    {
        lock (_sync)
            return Instead?.Invoke(request) ?? Usual(request);
    }

    /// <summary>Ends the session, as an idle one is.</summary>
    public void EndSession()
    {
        _session = null;
        _updates.End();
    }

    public SdkAnswer Usual(SdkRequest request)
    {
        if (request.Method.Contains(" /", StringComparison.Ordinal))
            return Tags.Answer(request, Password);
        Check(request);
        switch (request.Method)
        {
            case "RetrieveServiceContent":
                return new SdkAnswer
                {
                    Body = Wire.Captured("RetrieveServiceContent")
                        .Replace(">6.5<", ">" + ApiVersion + "<", StringComparison.Ordinal),
                };
            case "Login" when _session is not null
                || !request.Body.Contains("<password>" + Password + "</password>", StringComparison.Ordinal):
                return new SdkAnswer { Status = 500, Body = Wire.Captured("InvalidLogin") };
            case "Login":
                _session = Cookie + ++_sessions;
                _view = 0;
                return new SdkAnswer { Body = Wire.Captured("Login"), Cookie = _session + "; Path=/; HttpOnly" };
        }
        if (_session is null || request.Headers.GetValueOrDefault("cookie") != _session)
            return new SdkAnswer { Status = 500, Body = Wire.Captured("NotAuthenticated") };
        switch (request.Method)
        {
            case "Logout":
                EndSession();
                return new SdkAnswer { Body = Wire.Captured("Logout") };
            case "CreateContainerView":
                var id = FormattableString.Invariant($"session[{_sessions}]&{(request.Body.Contains("<type>VirtualMachine</type>") ? "machines" : "places")}{++_view}");
                return Wire.Ok("CreateContainerView",
                    $"""<returnval type="ContainerView">{id.Replace("&", "&amp;")}</returnval>""");
            case "DestroyView" or "CancelRetrievePropertiesEx":
                return Wire.Ok(request.Method, "");
            case "CreateFilter" or "WaitForUpdatesEx" or "DestroyPropertyFilter":
                return _updates.Answer(request, Machines.Keys);
            case "RetrievePropertiesEx" when request.Body.Contains(
                FormattableString.Invariant($"session[{_sessions}]&amp;places")):
                return Wire.Ok(request.Method, $"<returnval>{Places}</returnval>");
            case "RetrievePropertiesEx" when request.Body.Contains(
                FormattableString.Invariant($"session[{_sessions}]&amp;machines")):
                return Page(request.Method, "");
            case "ContinueRetrievePropertiesEx" when Regex.Match(
                request.Body, "<token>" + _sessions + ":(.*?)</token>") is { Success: true } token:
                return Page(request.Method, token.Groups[1].Value);
            case "RetrievePropertiesEx" when request.Body.Contains(
                "<reportMissingObjectsInResults>true<", StringComparison.Ordinal):
                return Wire.Ok(request.Method, $"<returnval>{string.Concat(Named(request.Body))}</returnval>");
            case "RetrievePropertiesEx":
                return new SdkAnswer { Status = 500, Body = Wire.Captured("ManagedObjectNotFound") };
            default:
                return Wire.Fault("InvalidArgument");
        }
    }

    private IEnumerable<string> Named(string body)
    {
        foreach (Match found in Regex.Matches(body, "<obj type=\"(.*?)\">(.*?)</obj>"))
        {
            var (type, id) = (found.Groups[1].Value, found.Groups[2].Value);
            if (type == "VirtualMachine" && Machines.TryGetValue(id, out var machine))
                yield return Object(type, id, machine);
            if (type == "CustomFieldsManager")
                yield return Object(type, id, Property("field", "ArrayOfCustomFieldDef", AttributeNames));
        }
    }

    private SdkAnswer Page(string method, string after)
    {
        var rest = Machines.Where(machine => string.CompareOrdinal(machine.Key, after) > 0).ToList();
        var page = rest.Take(PageObjects).ToList();
        var content = new StringBuilder("<returnval>");
        if (rest.Count > page.Count)
            content.Append("<token>").Append(_sessions).Append(':').Append(page[^1].Key).Append("</token>");
        foreach (var machine in page)
            content.Append(Object("VirtualMachine", machine.Key, machine.Value));
        return Wire.Ok(method, content.Append("</returnval>").ToString());
    }

    private void Check(SdkRequest request)
    {
        if (request.Method.Length == 0)
            Broken.Add("no method, or _this is not first");
        var version = request.Method == "RetrieveServiceContent" ? "6.5" : ApiVersion;
        if (request.Headers["soapaction"] != $"\"urn:vim25/{version}\""
            && (request.Method, request.Headers["soapaction"]) != ("RetrieveServiceContent", "\"urn:vim25\""))
            Broken.Add("SOAPAction " + request.Headers["soapaction"]);
        if (request.Method == "RetrievePropertiesEx" && !InOrder(request.Body, Order))
            Broken.Add("order of elements");
    }

    private static bool InOrder(string body, string[] names)
    {
        var places = names.Select(name => body.IndexOf("<" + name, StringComparison.Ordinal)).ToList();
        return !places.Contains(-1) && places.SequenceEqual(places.Order());
    }
}
