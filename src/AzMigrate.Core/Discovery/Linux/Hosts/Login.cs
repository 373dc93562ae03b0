using System.Runtime.InteropServices;
using System.Text;
using AzMigrate.Discovery.Hosts;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>Who logs in, and by what: a key, or a password that is sent once only to a host.</summary>
internal sealed class Login
{
    private readonly SourceCredential? _credential;
    private readonly string? _userName;
    private readonly Lazy<KeyFile>? _key;

    public Login(LinuxConnection connection, SourceCredential? credential)
    {
        _credential = credential;
        _userName = connection.UserName;
        if (connection.KeyFile is { } path)
            _key = new Lazy<KeyFile>(
                () => KeyFile.Read(path, WithPassword(characters => new string(characters)) ?? ""));
        else if (credential is null)
            throw new MigrateException(
                "Source.CredentialMissing", "The source has neither a key file nor a credential.",
                "Give -KeyFile, or a credential for the source.");
    }

    /// <summary>True when a wrong try may lock the user's account.</summary>
    public bool IsByPassword => _key is null;

    public string UserOf(HostAddress host) => host.User ?? _userName ?? _credential?.UserName ?? Environment.UserName;

    /// <summary>The ways to log in at a host; the caller disposes them.</summary>
    /// <exception cref="MigrateException">As of <see cref="KeyFile.Read"/>.</exception>
    public IReadOnlyList<AuthenticationMethod> Methods(HostAddress host)
    {
        var user = UserOf(host);
        if (_key is not null)
            return [new PrivateKeyAuthenticationMethod(user, _key.Value)];
        var password = new OncePassword(user, WithPassword(Encoding.UTF8.GetBytes)!);
        return [password, new OncePrompted(user, password, () => WithPassword(characters => new string(characters))!)];
    }

    private T? WithPassword<T>(Func<char[], T> use)
        where T : class
    {
        if (_credential is null)
            return null;
        var memory = Marshal.SecureStringToGlobalAllocUnicode(_credential.Password);
        var characters = new char[_credential.Password.Length];
        try
        {
            Marshal.Copy(memory, characters, 0, characters.Length);
            return use(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
            Array.Clear(characters, 0, characters.Length);
        }
    }

    private sealed class OncePassword(string user, byte[] password) : PasswordAuthenticationMethod(user, password)
    {
        public bool WasTried { get; private set; }

        public override AuthenticationResult Authenticate(Session session)
        {
            WasTried = true;
            return base.Authenticate(session);
        }
    }

    // Hosts that take no password ask for one all the same (PAM). After a password it would be a second try.
    private sealed class OncePrompted : KeyboardInteractiveAuthenticationMethod
    {
        private readonly OncePassword _password;

        public OncePrompted(string user, OncePassword password, Func<string> text)
            : base(user)
        {
            _password = password;
            AuthenticationPrompt += (_, asked) =>
            {
                foreach (var prompt in asked.Prompts.Where(prompt => !prompt.IsEchoed).Take(1))
                    prompt.Response = text();
            };
        }

        public override AuthenticationResult Authenticate(Session session) =>
            _password.WasTried ? AuthenticationResult.Failure : base.Authenticate(session);
    }
}
