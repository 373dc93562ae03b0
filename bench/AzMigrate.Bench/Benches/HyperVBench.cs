using System.Net.Http.Headers;
using System.Security;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.HyperV;

namespace AzMigrate.Bench.Benches;

/// <summary>Discovery of Hyper-V hosts beside the same requests whose answers are thrown away.</summary>
internal static class HyperVBench
{
    private const int Hosts = 64;
    private const int Machines = 5_000;
    private const int Parallel = 16;
    private const int Runs = 3;

    public static void Run()
    {
        using var folder = new ScratchFolder();
        var hosts = new HyperVHosts(Hosts, Machines);
        try
        {
            var ours = Subject.Of("HyperVConnection, discovery", nameof(Discover), hosts.Thumbprint);
            hosts.IsRecording = true;
            ChildProcess.Run(ours);
            hosts.IsRecording = false;
            hosts.Save(folder.Path);
            var floor = Subject.Of(
                "floor: the same requests, one by one a host, answers thrown away", nameof(Replay), folder.Path);
            foreach (var delay in (double[])[0, 10])
            {
                hosts.Delay = TimeSpan.FromMilliseconds(delay);
                var medians = Comparison.Print(
                    $"12. Hyper-V: {Machines:#,##0} machines on {Hosts} hosts, each answer {delay:0} ms late", Runs,
                    ours, floor);
                Comparison.Write($"Wall, first row ÷ second: {medians[0].WallSeconds / medians[1].WallSeconds:0.00}.\n");
            }
        }
        finally
        {
            hosts.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public static void Discover(string thumbprint) =>
        Work.Measure(() => DiscoverAsync(thumbprint).GetAwaiter().GetResult());

    public static void Replay(string folder)
    {
        var requests = Enumerable.Range(0, Hosts).Select(host => Read(Path.Combine(folder, $"{host}.requests")))
            .ToList();
        Work.Measure(() => ReplayAsync(requests).GetAwaiter().GetResult());
    }

    private static async Task<long> DiscoverAsync(string thumbprint)
    {
        var password = new SecureString();
        password.AppendChar('x');
        var connection = new HyperVConnection
        {
            Hosts = [$"127.0.0.1-{Hosts}"],
            Parallel = Parallel,
            Cim = new CimSettings
            {
                UseSsl = true, Port = HyperVHosts.Port, Authentication = CimAuthentication.Basic,
                CertificateThumbprint = thumbprint,
            },
        };
        await using var source = connection.Open(
            new SourceOpening { Credential = new SourceCredential("reader", password) });
        long machines = 0;
        await foreach (var item in source.DiscoverAsync(new DiscoveryRequest { SourceName = "hv" }, null, default))
            machines += item.Machine?.Disks.Count == 2 ? 1 : throw new InvalidOperationException(item.Problem?.Message);
        return machines;
    }

    private static async Task<long> ReplayAsync(List<List<byte[]>> requests)
    {
        using var slots = new SemaphoreSlim(Parallel);
        var sent = await Task.WhenAll(requests.Select(async (bodies, host) =>
        {
            await slots.WaitAsync();
            try
            {
                return await ReplayAsync(
                    bodies, new Uri($"https://{HyperVHosts.Address(host)}:{HyperVHosts.Port}/wsman"));
            }
            finally
            {
                slots.Release();
            }
        }));
        return sent.Sum();
    }

    private static async Task<long> ReplayAsync(List<byte[]> bodies, Uri address)
    {
        // The bench's own server on this machine, with a certificate that it made just now.
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => address.IsLoopback },
            UseProxy = false,
        });
        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml;charset=UTF-8");
            using var answer = await client.PostAsync(address, content);
            await answer.Content.CopyToAsync(Stream.Null);
        }

        return bodies.Count;
    }

    private static List<byte[]> Read(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        var bodies = new List<byte[]>();
        while (file.BaseStream.Position < file.BaseStream.Length)
            bodies.Add(file.ReadBytes(file.ReadInt32()));
        return bodies;
    }
}
