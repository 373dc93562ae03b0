namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// How a session is closed. A logout is not cut off, nor is a login before it: what takes longer than the caller waits
/// goes on behind him, so that a server keeps no session that nobody can close.
/// </summary>
internal static class SessionEnd
{
    /// <summary>Logs out once the login has ended.</summary>
    /// <returns>False where the session stays open: the server ends it by itself some time later.</returns>
    public static async Task<bool> LogoutAsync(Task login, Func<Task> logout)
    {
        await Task.WhenAny(login).ConfigureAwait(false);
        if (login.IsFaulted)
            return true;
        try
        {
            await logout().ConfigureAwait(false);
            return true;
        }
        catch (VimFaultException fault) when (fault.FaultType == "NotAuthenticated")
        {
            // It has ended already.
            return true;
        }
        catch (MigrateException)
        {
            return false;
        }
    }

    /// <summary>
    /// Waits for a logout no longer than the limit; where it has not succeeded by then, somebody is told.
    /// </summary>
    public static async Task AwaitAsync(Task<bool> logout, TimeSpan limit, Action tell)
    {
        using var patience = new CancellationTokenSource();
        await Task.WhenAny(logout, Task.Delay(limit, patience.Token)).ConfigureAwait(false);
        patience.Cancel();
        if (!logout.IsCompleted || !await logout.ConfigureAwait(false))
            tell();
    }
}
