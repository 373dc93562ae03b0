namespace AzMigrate.Discovery.Hosts;

/// <summary>
/// Lets a credential be tried at one host after another until one takes it, and at no more after some refused it: where
/// the hosts share their accounts, each try counts towards a lock-out.
/// </summary>
internal sealed class LoginGate : IDisposable
{
    private const int MostRefusals = 3;
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile bool _isOpen;
    private int _refusals;

    /// <summary>A gate for logins.</summary>
    /// <param name="isByPassword">False for logins that no refusal can lock out.</param>
    public LoginGate(bool isByPassword) => _isOpen = !isByPassword;

    /// <summary>Logs in as soon as it may.</summary>
    /// <param name="logIn">Logs in, or throws.</param>
    /// <param name="isRefusal">Whether what was thrown is a refusal of the credential.</param>
    /// <param name="notTried">Thrown when it was refused too often.</param>
    /// <param name="cancellation">Whoever waits for the turn does not log in after it.</param>
    public async Task<T> PassAsync<T>(
        Func<Task<T>> logIn, Func<Exception, bool> isRefusal, Func<MigrateException> notTried,
        CancellationToken cancellation)
    {
        if (_isOpen)
            return await logIn().ConfigureAwait(false);
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        var isMine = true;
        try
        {
            if (_isOpen)
            {
                _one.Release();
                isMine = false;
                return await logIn().ConfigureAwait(false);
            }
            if (_refusals >= MostRefusals)
                throw notTried();
            var result = await logIn().ConfigureAwait(false);
            _isOpen = true;
            return result;
        }
        catch (Exception refusal) when (isRefusal(refusal))
        {
            _refusals++;
            throw;
        }
        finally
        {
            if (isMine)
                _one.Release();
        }
    }

    /// <summary>Logs in as soon as it may, and waits for it.</summary>
    /// <inheritdoc cref="PassAsync{T}"/>
    public void Pass(
        Action logIn, Func<Exception, bool> isRefusal, Func<MigrateException> notTried,
        CancellationToken cancellation) =>
        PassAsync(
            () =>
            {
                logIn();
                return Task.FromResult(true);
            }, isRefusal, notTried, cancellation).GetAwaiter().GetResult();

    public void Dispose() => _one.Dispose();
}
