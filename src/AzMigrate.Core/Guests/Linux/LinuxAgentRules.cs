namespace AzMigrate.Guests.Linux;

/// <summary>L13 and L15: Azure's agent and VMware's.</summary>
internal static class LinuxAgentRules
{
    private static readonly GuestRule Agent = new("L13", "Guest.AzureAgent");
    private static readonly GuestRule VMwareTools = new("L15", "Guest.VMwareTools");
    private static readonly string[] Agents = ["/usr/sbin/waagent", "/usr/bin/waagent"];

    public static void Check(LinuxGuest guest)
    {
        if (!Agents.Any(guest.Files.Has))
            guest.Notes.Add(Agent.Warning(
                "Azure's agent (waagent) is not installed: extensions, backup and resetting a password do not work without it.",
                "Install the package WALinuxAgent, walinuxagent or python-azure-agent in the guest before the cutover or after."));
        if (guest.Files.Has("/usr/bin/vmtoolsd"))
            guest.Notes.Add(VMwareTools.Information(
                "VMware Tools (open-vm-tools) are installed; they have nothing to do in Azure.",
                "Remove them after the cutover is accepted."));
    }
}
