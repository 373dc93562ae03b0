using System.Management.Automation;
using System.Management.Automation.Host;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Asks for the password where a user's name is given in place of a credential. Unlike PowerShell's own attribute it
/// does not ask for $null, on which a scheduled script would hang.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AskedCredentialAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (engineIntrinsics is null)
            throw new ArgumentNullException(nameof(engineIntrinsics));
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string { Length: > 0 } user)
            return inputData;
        try
        {
            return engineIntrinsics.Host.UI?.PromptForCredential("AzMigrate", $"The password of {user}", user, "")
                ?? throw NoPassword(user, null);
        }
        catch (Exception refusal) when (refusal is HostException or PSInvalidOperationException
            or PSNotImplementedException)
        {
            throw NoPassword(user, refusal);
        }
    }

    private static ArgumentTransformationMetadataException NoPassword(string user, Exception? cause) => new(
        $"There is no password for '{user}': give a PSCredential, or -CredentialReference in a session without a "
        + "prompt.", cause);
}
