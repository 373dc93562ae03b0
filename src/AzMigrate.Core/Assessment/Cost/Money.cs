namespace AzMigrate.Assessment;

/// <summary>From prices to the figures shown (rule C8).</summary>
internal static class Money
{
    /// <summary>Hours of a month of 31 days, for what is billed without a break (rules C1, C2, C6).</summary>
    public const int FullMonthHours = 744;

    /// <summary>Rounded half away from zero to cents.</summary>
    public static decimal Shown(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
