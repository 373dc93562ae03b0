using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Lets a project be named by its folder's path, and by an object that remoting has deserialized.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProjectTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (engineIntrinsics is null)
            throw new ArgumentNullException(nameof(engineIntrinsics));
        var wrapped = inputData is null ? null : PSObject.AsPSObject(inputData);
        var path = wrapped?.BaseObject switch
        {
            MigrateProject project => project.Path,
            string text => text,
            _ => wrapped?.Properties["Path"]?.Value as string,
        };
        if (path is null || wrapped!.BaseObject is MigrateProject)
            return wrapped?.BaseObject;
        try
        {
            return MigrateProject.Open(engineIntrinsics.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (MigrateException problem)
        {
            throw new ArgumentTransformationMetadataException($"{problem.Message} {problem.Remedy}", problem);
        }
    }
}
