using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>W11 and W14: VMware's agent is needed no more, Azure's is.</summary>
internal static class AgentRules
{
    private const uint Automatic = 2;
    private const uint Disabled = 4;
    private static readonly GuestRule VMwareTools = new("W11", "Guest.VMwareTools");
    private static readonly GuestRule Agent = new("W14", "Guest.AzureAgent");
    private static readonly string[] AzureServices = ["WindowsAzureGuestAgent", "RdAgent"];
    private static readonly string[] VMwareServices =
        ["VMTools", "VGAuthService", "VMware Physical Disk Helper Service"];
    private static readonly Version Windows2008R2 = new(6, 1);

    public static void Check(WindowsGuest guest, WindowsVersion version)
    {
        var tools = VMwareServices.SelectMany(service => Starts(guest, service))
            .Where(start => start.Number is not Disabled).Select(start => new WantedNumber(start, Disabled)).ToList();
        if (tools.Count > 0)
            guest.Want(VMwareTools, GuestSeverity.Information, tools,
                "VMware Tools start with Windows; they have nothing to do in Azure.", !guest.Questions.KeepVMwareTools);

        var agents = AzureServices.SelectMany(service => Starts(guest, service)).ToList();
        var stopped = agents.Where(start => start.Number is Disabled)
            .Select(start => new WantedNumber(start, Automatic)).ToList();
        if (stopped.Count > 0)
            guest.Want(Agent, GuestSeverity.Warning, stopped, "Azure's VM agent is disabled.");
        else if (agents.Count == 0 && (version.Number is null || version.Number >= Windows2008R2))
            guest.Notes.Add(Agent.Warning(
                "Azure's VM agent is not installed: extensions, backup and resetting a password do not work without it.",
                "Install it in the guest before the cutover or after: https://aka.ms/vmagentwin."));
    }

    private static IEnumerable<RegistryValue> Starts(WindowsGuest guest, string service) =>
        guest.InEachControlSet($@"Services\{service}").Select(key => key.Value("Start")).OfType<RegistryValue>();
}
