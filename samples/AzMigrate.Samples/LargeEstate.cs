namespace AzMigrate.Samples;

/// <summary>Estates of any size, the same each time.</summary>
internal static class LargeEstate
{
    private static readonly string[] Systems =
    [
        "Microsoft Windows Server 2012 (64-bit)", "Microsoft Windows Server 2016 (64-bit)",
        "Microsoft Windows Server 2019 (64-bit)", "Microsoft Windows Server 2022 (64-bit)",
        "Red Hat Enterprise Linux 7 (64-bit)", "Red Hat Enterprise Linux 8 (64-bit)",
        "Red Hat Enterprise Linux 9 (64-bit)", "Ubuntu Linux (64-bit)", "SUSE Linux Enterprise 15 (64-bit)",
        "Debian GNU/Linux 12 (64-bit)", "Oracle Linux 8 (64-bit)", "CentOS 7 (64-bit)",
    ];

    private static readonly int[] Cpus = [1, 2, 2, 2, 4, 4, 4, 8, 8, 16, 32];
    private static readonly int[] DiskGiB = [40, 60, 80, 100, 127, 200, 256, 500, 1024, 2048];

    public static IEnumerable<SampleMachine> Machines(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            var random = new Mix(number);
            var cpus = random.Pick(Cpus);
            var system = random.Pick(Systems);
            yield return new SampleMachine
            {
                Number = number,
                Name = FormattableString.Invariant($"srv-{number:000000}"),
                OS = system,
                ToolsOS = random.Next(4) == 0 ? null : system,
                Cpus = cpus.ToString(System.Globalization.CultureInfo.InvariantCulture),
                MemoryMiB = cpus * 1024L * (2 + (2 * random.Next(4))),
                Firmware = random.Next(3) == 0 ? "efi" : "bios",
                PowerState = random.Next(20) == 0 ? "poweredOff" : "poweredOn",
                IsTemplate = random.Next(200) == 0,
                DiskGiB = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => (long)random.Pick(DiskGiB))],
                Nics = 1 + (random.Next(5) / 4),
            };
        }
    }

    /// <summary>A random sequence of our own: System.Random promises no fixed one.</summary>
    private struct Mix(int seed)
    {
        private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

        public int Next(int below)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)((_state * 0x2545F4914F6CDD1D >> 33) % (ulong)below);
        }

        public T Pick<T>(T[] of) => of[Next(of.Length)];
    }
}
