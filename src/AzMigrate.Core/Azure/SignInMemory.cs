using Azure.Core;

namespace AzMigrate.Azure;

/// <summary>
/// What a session's sign-in has come to, so that a person types one code a session and not one a command.
/// </summary>
internal sealed class SignInMemory
{
    /// <summary>Gives tokens, and renews them; null before the first use.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>Who is at the prompt now.</summary>
    public Action<string>? Prompt { get; set; }
}
