using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>The errors of a VMware source, each with what to do.</summary>
internal static class SourceErrors
{
    public static SourceException NotVSphere(Uri address, string what) => new(
        "Source.NotVSphere", $"{address.Authority} is no vCenter Server or ESXi host: {what}.",
        "Give the name of the vCenter Server, or https://name:port where it does not listen on 443.",
        address.Authority);

    public static MigrateProblem LogoutFailed(Uri address) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Source.LogoutFailed",
        Message = $"The session at {address.Authority} could not be closed.",
        Remedy = "Nothing has to be done: the server ends it when it has been idle for its time.",
        Target = address.Authority,
    };

    public static SourceException TagsRefused(Uri address, int status) => new(
        "Source.TagsRefused", FormattableString.Invariant(
            $"{address.Authority} answered the question for tags with status {status}{(status is 401 or 403 ? ", a refusal" : "")}."),
        "Check that the server's REST API can be reached and that the user may log in to it; it was tried once only.",
        address.Authority);

    public static SourceException LoginFailed(Uri address, string userName, string what) => new(
        "Source.LoginFailed", $"{address.Authority} refused the login of {userName}: {what}.",
        "Check the user's name with its domain (user@vsphere.local) and the password. It was tried once only, so that no account is locked.",
        address.Authority);

    public static SourceException SessionExpired(Uri address) => new(
        "Source.SessionExpired", $"{address.Authority} ended the session again right after a new login.",
        "Check that no other program ends this user's sessions, and that the server's session limit is not reached.",
        address.Authority);

    public static SourceException FileRefused(Uri address, VimFile file, int status) => new(
        "Source.FileRefused", FormattableString.Invariant(
            $"{address.Authority} does not give {file}: it answers with status {status}{(status is 404 ? ", not found" : "")}."),
        "Check that the machine is off, for a running machine locks its disks' files, that the file is in the datastore, and "
            + "that the user has Datastore.Browse and Datastore.FileManagement there.", file.ToString());

    public static SourceException DownloadRefused(Uri address, int status) => new(
        "Source.FileRefused",
        FormattableString.Invariant(
            $"{address.Authority} does not give a disk's export: it answers with status {status}."),
        "Try again; when it stays, look at the host's log, and whether it can be reached from here on port 443.",
        address.Authority)
    { IsTransient = true };

    public static VimFaultException Fault(Uri address, string method, string type, string text, VimValue? detail)
    {
        var on = detail?.ReferenceOf("object") ?? detail?.ReferenceOf("obj");
        if (type is "NoPermission" or "RestrictedVersion" or "RestrictedByAdministrator")
        {
            var privilege = detail?.TextOf("privilegeId");
            return new VimFaultException(
                "Source.PermissionMissing",
                $"{address.Authority} refused {method}: the user lacks the privilege {privilege ?? "for it"}{(on is MoRef target ? " on " + target : "")}.",
                "Give the user a role with this privilege at the vCenter's root, propagating to all below; Test-MigrateSource lists all that are missing.",
                address.Authority, type, text, detail);
        }
        var named = type.Length > 0 ? type : "a fault without a type";
        return new VimFaultException(
            "Source.Refused",
            $"{address.Authority} answered {method} with {named}{(text.Length > 0 ? ": " + ServerErrors.Shortened(text) : "")}.",
            "Try again; when it stays, the server's log tells more.", address.Authority, type, text, detail);
    }
}
