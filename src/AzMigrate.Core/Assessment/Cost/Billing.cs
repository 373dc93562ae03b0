using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>What a machine's operating system means for its price (rule C3).</summary>
internal static class Billing
{
    /// <summary>How the operating system is billed.</summary>
    public static OSBilling Of(OperatingSystemMatch? system, AssessmentSettings settings) =>
        system?.Row.Kind == OperatingSystemKind.WindowsServer
        && !settings.WindowsHybridBenefit && settings.Offer == AzureOffer.PayAsYouGo
            ? OSBilling.Windows : OSBilling.Linux;

    /// <summary>
    /// What hybrid benefit saves a month, rounded; 0 where it does not apply, null where the book can't say.
    /// </summary>
    public static decimal? HybridBenefitSavings(
        OperatingSystemMatch? system, AssessmentSettings settings, SizePrices prices, VmSize size)
    {
        var applies = system?.Row.Kind == OperatingSystemKind.WindowsServer
            && settings.WindowsHybridBenefit && settings.Offer == AzureOffer.PayAsYouGo;
        if (!applies)
            return 0;
        return prices.WindowsLicence(size) is decimal licence ? Money.Shown(licence) : null;
    }

    /// <summary>The note on licences that the price does not hold; null for none.</summary>
    public static AssessmentNote? Note(OperatingSystemMatch? system) => system?.Row switch
    {
        { Kind: OperatingSystemKind.WindowsClient } => new AssessmentNote
        {
            Rule = "C3",
            Code = "WindowsClientLicenceRequired",
            Message = "Priced without a Windows licence: "
                + "a Windows client needs one of its own with rights to run in Azure.",
        },
        { HasSubscription: true } row => new AssessmentNote
        {
            Rule = "C3",
            Code = LinuxSubscriptionNotPriced,
            Message = $"The {row.Family} subscription is not priced.",
        },
        _ => null,
    };

    /// <summary>The code of the note on Linux subscriptions, of machines and of the whole.</summary>
    public const string LinuxSubscriptionNotPriced = "LinuxSubscriptionNotPriced";
}
