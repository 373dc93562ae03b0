namespace AzMigrate.Discovery.Http;

/// <summary>What can go wrong on the way to a server, each with what to do.</summary>
internal static class ServerErrors
{
    /// <summary>A server's own words as a part of a sentence.</summary>
    public static string Shortened(string text)
    {
        text = PlainText.Of(text).Trim().TrimEnd('.').Replace('\r', ' ').Replace('\n', ' ');
        return text.Length <= 300 ? text : text.Substring(0, 300) + "…";
    }

    public static SourceException AnswerInvalid(string call, string what) => new(
        "Source.AnswerInvalid", $"The answer to {call} cannot be read: {what}.",
        "Check that the address is that of the server that is meant, and that no proxy changes its answers.");

    public static SourceException AnswerIncomplete(string call, string place) => new(
        "Source.AnswerInvalid", $"The answer to {call} ends too early, {place}.",
        "Try again; when it stays, look for a proxy or firewall that cuts long answers.")
    { IsTransient = true };

    public static SourceException Unreachable(Uri address, string what, string remedy, Exception? cause = null) => new(
        "Source.Unreachable", $"{address.Authority} cannot be reached: {what}.", remedy, address.Authority, cause);

    public static SourceException Dropped(Uri address, string what, Exception? cause = null) => new(
        "Source.Unreachable", $"The connection to {address.Authority} broke: {what}.",
        "Try again; when it stays, look at the server's state and at firewalls between.", address.Authority, cause)
    { IsTransient = true };

    public static SourceException TooSlow(Uri address, string call, TimeSpan timeout) => new(
        "Source.Unreachable", FormattableString.Invariant(
            $"{address.Authority} sent too little of its answer to {call} in {timeout.TotalSeconds:0} seconds."),
        "Look at the server's load and at the network; a longer timeout can be set for the source.", address.Authority);

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
}
