namespace AzMigrate.Reporting.Bicep;

/// <summary>Names of VMs for one template: as Azure takes them, each once.</summary>
internal sealed class TemplateNames
{
    private const int MaxWindows = 15;
    private const int MaxLinux = 50; // the names of its disks are longer by some
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The name for a machine: of a full DNS name the first part, letters that Azure refuses as hyphens.
    /// </summary>
    public string Next(string machine, bool isWindows)
    {
        var most = isWindows ? MaxWindows : MaxLinux;
        var host = machine.Split('.')[0];
        var plain = new string(host.Take(most).Select(letter =>
            letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' ? letter : '-').ToArray()).Trim('-');
        if (plain.Length == 0 || plain.All(char.IsDigit))
            plain = "vm" + plain;
        var name = plain.Length > most ? plain.Substring(0, most) : plain;
        for (var number = 2; !_taken.Add(name); number++)
        {
            var end = FormattableString.Invariant($"-{number}");
            name = plain.Substring(0, Math.Min(plain.Length, most - end.Length)) + end;
        }
        return name;
    }
}
