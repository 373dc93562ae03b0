namespace AzMigrate.Discovery.Linux.Hosts;

/// <summary>
/// Lets a password be tried at one host after another until one takes it, and at no more after some refused it: where
/// the hosts share their accounts, each try counts.
/// </summary>
internal sealed class LoginGate(bool isByPassword)
{
    private const int MostRefusals = 3;

    private readonly object _one = new();
    private volatile bool _isOpen = !isByPassword;
    private int _refusals;

    /// <summary>Logs in as soon as it may.</summary>
    /// <param name="logIn">Logs in, or throws.</param>
    /// <param name="isRefusal">Whether what was thrown is a refusal of the password.</param>
    /// <param name="notTried">Thrown when the password was refused too often.</param>
    /// <param name="cancellation">Whoever waits for the turn does not log in after it.</param>
    public void Pass(
        Action logIn, Func<Exception, bool> isRefusal, Func<MigrateException> notTried, CancellationToken cancellation)
    {
        if (!_isOpen)
        {
            lock (_one)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!_isOpen)
                {
                    Try(logIn, isRefusal, notTried);
                    return;
                }
            }
        }

        logIn();
    }

    private void Try(Action logIn, Func<Exception, bool> isRefusal, Func<MigrateException> notTried)
    {
        if (_refusals >= MostRefusals)
            throw notTried();
        try
        {
            logIn();
            _isOpen = true;
        }
        catch (Exception refusal) when (isRefusal(refusal))
        {
            _refusals++;
            throw;
        }
    }
}
