namespace AzMigrate.Guests;

/// <summary>How much a finding about a guest matters.</summary>
public enum GuestSeverity
{
    /// <summary>Good to know; nothing has to be done.</summary>
    Information,

    /// <summary>It starts in Azure, but something will not work as before.</summary>
    Warning,

    /// <summary>It will not start in Azure, or cannot be reached there, unless this is changed.</summary>
    Error,
}
