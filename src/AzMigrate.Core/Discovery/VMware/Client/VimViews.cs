using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Container views: all objects of some types below a container, however deep.</summary>
internal sealed class VimViews(IVimClient client, VimServiceContent content)
{
    /// <summary>Makes a view of the types of these properties.</summary>
    public async Task<MoRef> CreateAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellation)
    {
        MoRef? created = null;
        var call = client.CallAsync(content["viewManager"], "CreateContainerView", arguments =>
        {
            arguments.Reference("container", container);
            foreach (var set in properties)
                arguments.Text("type", set.Type);
            arguments.Flag("recursive", true);
        }, cancellation);
        await foreach (var value in call.ConfigureAwait(false))
            created = value.Reference;
        return created ?? throw ServerErrors.AnswerInvalid("CreateContainerView", "it names no view");
    }

    /// <summary>Writes a PropertyFilterSpec of the objects of a view.</summary>
    public static void WriteSpecification(VimWriter specification, MoRef view, IReadOnlyList<VimPropertySet> properties)
    {
        WriteProperties(specification, properties);
        specification.Object("objectSet", set => set
            .Reference("obj", view)
            .Flag("skip", true)
            .Object("selectSet", traversal => traversal
                .Text("name", "view")
                .Text("type", "ContainerView")
                .Text("path", "view")
                .Flag("skip", false), "TraversalSpec"));
    }

    /// <summary>Writes the properties that are wanted.</summary>
    public static void WriteProperties(VimWriter specification, IReadOnlyList<VimPropertySet> properties)
    {
        foreach (var set in properties)
        {
            specification.Object("propSet", wanted =>
            {
                wanted.Text("type", set.Type);
                foreach (var path in set.Paths)
                    wanted.Text("pathSet", path);
            });
        }
    }
}
