namespace AzMigrate.Discovery.VMware.Client;

/// <summary>The errors of a VMware source, each with what to do.</summary>
internal static class SourceErrors
{
    public static SourceException Invalid(string method, string what) => new(
        "Source.AnswerInvalid", $"The answer to {method} cannot be read: {what}.",
        "Check that the address is that of a vCenter Server or ESXi host, and that no proxy changes its answers.");

    public static SourceException Incomplete(string method, string place) => new(
        "Source.AnswerInvalid", $"The answer to {method} ends too early, {place}.",
        "Try again; when it stays, look for a proxy or firewall that cuts long answers.")
    { IsTransient = true };

    public static SourceException NotVSphere(Uri address, string what) => new(
        "Source.NotVSphere", $"{address.Authority} is no vCenter Server or ESXi host: {what}.",
        "Give the name of the vCenter Server, or https://name:port where it does not listen on 443.", address.Authority);

    public static SourceException Unreachable(Uri address, string what, string remedy, Exception? cause = null) => new(
        "Source.Unreachable", $"{address.Authority} cannot be reached: {what}.", remedy, address.Authority, cause)
    { IsTransient = false };

    public static SourceException Dropped(Uri address, string what, Exception? cause = null) => new(
        "Source.Unreachable", $"The connection to {address.Authority} broke: {what}.",
        "Try again; when it stays, look at the server's state and at firewalls between.", address.Authority, cause)
    { IsTransient = true };

    public static SourceException ProxyRefused(Uri address) => Unreachable(
        address, "the proxy wants a login, or does not let it through",
        "Give another proxy with -Proxy, or let this computer reach the server without one.");

    public static SourceException CertificateInvalid(Uri address, bool isPinned, string thumbprint) => new(
        "Source.CertificateInvalid",
        isPinned
            ? $"{address.Authority} shows another certificate than the thumbprint's; its SHA-256 thumbprint is {thumbprint}."
            : $"{address.Authority} shows a certificate that this computer does not trust; its SHA-256 thumbprint is {thumbprint}.",
        $"Compare it with the server's own, then trust its issuer on this computer or give -CertificateThumbprint {thumbprint}.",
        address.Authority);

    public static MigrateProblem WeakThumbprint(Uri address) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Source.ThumbprintWeak",
        Message = "The certificate thumbprint is SHA-1, which can be forged.",
        Remedy = "Give the SHA-256 thumbprint of the certificate, 64 hexadecimal digits.",
        Target = address.Authority,
    };

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

    public static SourceException TooSlow(Uri address, string method, TimeSpan timeout) => new(
        "Source.Unreachable",
        FormattableString.Invariant($"{address.Authority} sent too little of its answer to {method} in {timeout.TotalSeconds:0} seconds."),
        "Look at the server's load and at the network; a longer timeout can be set for the source.", address.Authority);

    public static SourceException LoginFailed(Uri address, string userName, string what) => new(
        "Source.LoginFailed", $"{address.Authority} refused the login of {userName}: {what}.",
        "Check the user's name with its domain (user@vsphere.local) and the password. It was tried once only, so that no account is locked.",
        address.Authority);

    public static SourceException SessionExpired(Uri address) => new(
        "Source.SessionExpired", $"{address.Authority} ended the session again right after a new login.",
        "Check that no other program ends this user's sessions, and that the server's session limit is not reached.",
        address.Authority);

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
            $"{address.Authority} answered {method} with {named}{(text.Length > 0 ? ": " + Shortened(text) : "")}.",
            "Try again; when it stays, the server's log tells more.", address.Authority, type, text, detail);
    }

    private static string Shortened(string text)
    {
        text = text.Trim().TrimEnd('.').Replace('\r', ' ').Replace('\n', ' ');
        return text.Length <= 300 ? text : text.Substring(0, 300) + "…";
    }
}
