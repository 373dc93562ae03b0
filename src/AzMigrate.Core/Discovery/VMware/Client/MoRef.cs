namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A reference to a managed object. The id is opaque: some servers write paths and brackets into it.</summary>
/// <param name="Type">The object's type, such as <c>VirtualMachine</c>.</param>
/// <param name="Id">The server's id of it, such as <c>vm-51</c>.</param>
internal readonly record struct MoRef(string Type, string Id)
{
    public override string ToString() => Type + ":" + Id;
}
