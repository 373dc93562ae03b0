namespace AzMigrate.Discovery.VMware.Client;

/// <summary>How a session is closed.</summary>
internal static class SessionEnd
{
    /// <summary>
    /// Logs out once the login has ended. It takes no longer than its limit, and where it fails, somebody is told: the
    /// server ends the session by itself some time later.
    /// </summary>
    public static async Task CloseAsync(Task login, TimeSpan limit, Func<CancellationToken, Task> logout, Action tell)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await Waiting.ForAsync(login, patience.Token).ConfigureAwait(false);
            if (!login.IsFaulted)
                await logout(patience.Token).ConfigureAwait(false);
        }
        catch (VimFaultException fault) when (fault.FaultType == "NotAuthenticated")
        {
            // It has ended already.
            return;
        }
        catch (Exception error) when (error is OperationCanceledException or MigrateException)
        {
            tell();
        }
    }
}
