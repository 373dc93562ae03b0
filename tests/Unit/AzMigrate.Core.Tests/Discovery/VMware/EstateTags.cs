using System.Text;
using System.Text.Json;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>Tags of a small vCenter, by its REST API: under one of its two roots, never both.</summary>
internal sealed class EstateTags
{
    private string? _session;
    private int _sessions;

    public Dictionary<string, List<(string Category, string Name)>> Attached { get; } = new(StringComparer.Ordinal);

    public bool IsNew { get; set; }

    public bool HasSession => _session is not null;

    public SdkAnswer Answer(SdkRequest request, string password)
    {
        var root = IsNew ? "/api/" : "/rest/com/vmware/";
        var parts = request.Method.Split(' ', 2);
        if (!parts[1].StartsWith(root, StringComparison.Ordinal))
            return Status(404);
        var path = parts[1].Substring(root.Length);
        var session = IsNew ? "session" : "cis/session";
        if (parts[0] == "POST" && path == session)
        {
            var wanted = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("reader@vsphere.local:" + password));
            if (request.Headers.GetValueOrDefault("authorization") != wanted)
                return Status(401);
            _session = "rest-" + (char)('a' + _sessions++);
            return Json(_session, IsNew ? 201 : 200);
        }
        if (_session is null || request.Headers.GetValueOrDefault("vmware-api-session-id") != _session)
            return Status(401);
        if (parts[0] == "DELETE" && path == session)
        {
            _session = null;
            return IsNew ? Status(204) : Json(null);
        }
        return parts[0] == "POST" ? Attachments(request, path) : Named(path);
    }

    /// <summary>Ends the session, as an idle one is.</summary>
    public void EndSession() => _session = null;

    private SdkAnswer Attachments(SdkRequest request, string path)
    {
        if (path != "cis/tagging/tag-association?" + (IsNew ? "" : "~") + "action=list-attached-tags-on-objects")
            return Status(404);
        using var question = JsonDocument.Parse(request.Body);
        return Json(question.RootElement.GetProperty("object_ids").EnumerateArray().Select(item => new
        {
            object_id = item.Clone(),
            tag_ids = item.GetProperty("type").GetString() == "VirtualMachine"
                && Attached.TryGetValue(item.GetProperty("id").GetString()!, out var tags)
                ? tags.ConvertAll(tag => $"urn:tag:{tag.Category}|{tag.Name}") : null,
        }).ToList());
    }

    private SdkAnswer Named(string path)
    {
        var isTag = path.StartsWith("cis/tagging/tag/", StringComparison.Ordinal);
        var start = (isTag ? "cis/tagging/tag/" : "cis/tagging/category/") + (IsNew ? "" : "id:");
        if (!path.StartsWith(start, StringComparison.Ordinal))
            return Status(404);
        var id = Uri.UnescapeDataString(path.Substring(start.Length));
        if (!isTag)
            return Json(new { id, name = id.Substring("urn:category:".Length) });
        var names = id.Substring("urn:tag:".Length).Split('|', 2);
        return names[1] == "deleted" ? Status(404)
            : Json(new { id, name = names[1], category_id = "urn:category:" + names[0] });
    }

    private SdkAnswer Json(object? value, int status = 200) => new()
    {
        Status = status, ContentType = "application/json",
        Body = JsonSerializer.Serialize(IsNew ? value : new { value }),
    };

    private static SdkAnswer Status(int status) =>
        new() { Status = status, ContentType = "application/json", Body = "{}" };
}
