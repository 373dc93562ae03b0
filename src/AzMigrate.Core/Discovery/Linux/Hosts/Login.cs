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

    /// <summary>Reads the key file, where there is one.</summary>
    /// <exception cref="MigrateException">As of <see cref="KeyFile.Read"/>.</exception>
    public void CheckKey() => _ = _key?.Value;

    public string UserOf(HostAddress host) => host.User ?? _userName ?? _credential?.UserName ?? Environment.UserName;

    /// <summary>The ways to log in at a host; the caller disposes them.</summary>
    /// <param name="host">The host.</param>
    /// <param name="gate">
    /// Lets a password be sent. A host that does not answer at all does not stand in it: others need not wait for it.
    /// </param>
    /// <param name="cancellation">Ends the wait for the turn.</param>
    /// <exception cref="MigrateException">As of <see cref="KeyFile.Read"/>.</exception>
    public IReadOnlyList<AuthenticationMethod> Methods(
        HostAddress host, LoginGate gate, CancellationToken cancellation)
    {
        var user = UserOf(host);
        if (_key is not null)
            return [new PrivateKeyAuthenticationMethod(user, _key.Value)];
        AuthenticationResult InTurn(Func<AuthenticationResult> send) => Send(send, host, gate, cancellation);
        var password = new OncePassword(user, WithPassword(Encoding.UTF8.GetBytes)!, InTurn);
        return
        [
            password,
            new OncePrompted(user, password, () => WithPassword(characters => new string(characters))!, InTurn),
        ];
    }

    private AuthenticationResult Send(
        Func<AuthenticationResult> send, HostAddress host, LoginGate gate, CancellationToken cancellation)
    {
        var result = AuthenticationResult.Success;
        try
        {
            gate.Pass(
                () =>
                {
                    result = send();
                    if (result == AuthenticationResult.Failure)
                        throw new SshAuthenticationException();
                },
                error => error is SshAuthenticationException, () => SshErrors.NotTried(host, UserOf(host)),
                cancellation);
        }
        catch (SshAuthenticationException) when (result == AuthenticationResult.Failure)
        {
            // The library itself tells that no way led in.
        }

        return result;
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

    private sealed class OncePassword(
        string user, byte[] password, Func<Func<AuthenticationResult>, AuthenticationResult> inTurn)
        : PasswordAuthenticationMethod(user, password)
    {
        public bool WasTried { get; private set; }

        public override AuthenticationResult Authenticate(Session session)
        {
            WasTried = true;
            return inTurn(() => base.Authenticate(session));
        }
    }

    // Hosts that take no password ask for one all the same (PAM). After a password it would be a second try.
    private sealed class OncePrompted : KeyboardInteractiveAuthenticationMethod
    {
        private readonly OncePassword _password;
        private readonly Func<Func<AuthenticationResult>, AuthenticationResult> _inTurn;

        public OncePrompted(
            string user, OncePassword password, Func<string> text,
            Func<Func<AuthenticationResult>, AuthenticationResult> inTurn)
            : base(user)
        {
            (_password, _inTurn) = (password, inTurn);
            AuthenticationPrompt += (_, asked) =>
            {
                foreach (var prompt in asked.Prompts.Where(prompt => !prompt.IsEchoed).Take(1))
                    prompt.Response = text();
            };
        }

        public override AuthenticationResult Authenticate(Session session) =>
            _password.WasTried ? AuthenticationResult.Failure : _inTurn(() => base.Authenticate(session));
    }
}
