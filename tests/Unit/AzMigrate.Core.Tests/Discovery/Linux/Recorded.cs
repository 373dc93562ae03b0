using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Tests.Discovery.Linux;

/// <summary>Texts of visits, put together of what commands and files say.</summary>
internal static class Recorded
{
    public static readonly HostAddress Host = new(null, "10.1.2.3", 22);

    /// <summary>The least that a machine can be read of.</summary>
    public static readonly (string Section, string Body)[] Least =
    [
        ("begin", "Linux\nweb1\n3.10.0-1160.el7.x86_64\nx86_64"),
        ("boot", "bf42c35f-d45a-4b8a-9bab-0bd407b25f10"),
        ("machine", "3d1219c7c4c5404aaa1f6d2a48adfda4"),
        ("cpu", "processor\t: 0\nphysical id\t: 0\nmodel name\t: Intel(R) Xeon(R) Gold 6248\nprocessor\t: 1\nphysical id\t: 1"),
        ("memory", "MemTotal:       16264520 kB\nMemFree:         1000 kB"),
        ("end", ""),
    ];

    public static VisitText Text(params (string Section, string Body)[] sections) =>
        VisitText.Parse(string.Concat(sections.Select(section => $"\n@@m {section.Section}\n{section.Body}\n")), "m");

    /// <summary>The machine of the least text with some sections put in or exchanged.</summary>
    public static VisitedMachine Visit(params (string Section, string Body)[] sections) => HostReader.Read(
        Text([.. Least.Where(least => !sections.Any(each => each.Section == least.Section)), .. sections]),
        Host, "lin");
}
