using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// The part of the vSphere Web Services API that is used here. Calls may run side by side. Every call logs in where
/// no session is open, and once more where the server has ended it. Faults are <see cref="VimFaultException"/>.
/// </summary>
internal interface IVimClient : IAsyncDisposable
{
    /// <summary>What the server is and the objects to call; asked once, without a login.</summary>
    Task<VimServiceContent> ServiceContentAsync(CancellationToken cancellationToken);

    /// <summary>Opens the session where none is open. A refused login is never repeated by this client.</summary>
    Task LoginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Objects of some types below a container, each once: page by page, in the server's order. When the connection
    /// breaks or the session ends it starts again and passes over what it has given. Objects that vanish meanwhile
    /// are passed over.
    /// </summary>
    IAsyncEnumerable<VimObject> RetrieveViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellationToken);

    /// <summary>
    /// Some objects, each once; those that are gone are passed over. While a page is read, the server already makes
    /// the next.
    /// </summary>
    IAsyncEnumerable<VimObject> RetrieveObjectsAsync(
        IReadOnlyList<MoRef> objects, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellationToken);

    /// <summary>Follows the objects of one type below a container: which are new, changed or gone.</summary>
    IVimUpdates Follow(MoRef container, VimPropertySet properties);

    /// <summary>The tags that objects have; only a vCenter Server has them.</summary>
    IVimTags Tags { get; }

    /// <summary>
    /// Calls a method and gives each <c>returnval</c> as it comes. It is repeated only while none has been given, so
    /// call nothing by it that must not happen twice.
    /// </summary>
    IAsyncEnumerable<VimValue> CallAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellationToken);

    /// <summary>
    /// Calls a method that changes something and gives its <c>returnval</c>, such as a task; null where it has none. It
    /// is sent once, and again only where the server refused it without a session. When the connection breaks, it may
    /// have happened or not: the error is transient, and the caller looks.
    /// </summary>
    Task<VimValue?> ChangeAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellationToken);

    /// <summary>Files of the datastores.</summary>
    IVimFiles Files { get; }
}

/// <summary>What a server is.</summary>
/// <param name="Root">The field list of ServiceContent.</param>
internal sealed record VimServiceContent(VimValue Root)
{
    /// <summary>The API's version, such as <c>8.0.3.0</c>.</summary>
    public string ApiVersion => About("apiVersion") ?? "";

    /// <summary>The vCenter's own id; null for an ESXi host.</summary>
    public string? InstanceUuid => About("instanceUuid");

    /// <summary>True for a vCenter Server, false for an ESXi host.</summary>
    public bool IsVCenter => About("apiType") == "VirtualCenter";

    /// <summary>Product, version and build in one text.</summary>
    public string FullName => About("fullName") ?? "vSphere";

    /// <summary>The folder that everything is in.</summary>
    public MoRef RootFolder => this["rootFolder"];

    /// <summary>An object of the service by its name in ServiceContent, such as <c>perfManager</c>.</summary>
    /// <exception cref="SourceException">The server has none.</exception>
    public MoRef this[string name] => Root.ReferenceOf(name) ?? throw ServerErrors.AnswerInvalid(
        "RetrieveServiceContent", $"it names no {name}");

    /// <summary>A property of the server, such as <c>version</c>.</summary>
    public string? About(string name) => Root["about"]?.TextOf(name);
}

/// <summary>Properties wanted of a type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Paths">Property paths.</param>
internal sealed record VimPropertySet(string Type, IReadOnlyList<string> Paths)
{
    /// <summary>What is kept of the properties' values; null for all.</summary>
    public VimKept? Kept { get; init; }
}

/// <summary>What is kept of properties' values, however deep. The rest costs next to nothing.</summary>
/// <param name="Names">Elements that are kept.</param>
/// <param name="PassedTypes">Types whose elements are passed over all the same.</param>
internal sealed record VimKept(HashSet<string> Names, HashSet<string> PassedTypes);
