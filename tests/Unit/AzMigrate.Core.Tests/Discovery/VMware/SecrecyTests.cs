using System.Collections.Concurrent;
using System.Text;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>The password is in nothing that is said or stored, whatever the server does with it.</summary>
public sealed class SecrecyTests
{
    private static readonly byte[][] Forms =
    [
        Encoding.UTF8.GetBytes(Wire.Password), Encoding.Unicode.GetBytes(Wire.Password),
        Encoding.ASCII.GetBytes(
            Convert.ToBase64String(Encoding.UTF8.GetBytes("reader@vsphere.local:" + Wire.Password))),
    ];

    private readonly ConcurrentQueue<string> _said = new();

    [Theory]
    [InlineData("")]
    [InlineData("RetrieveServiceContent")]
    [InlineData("Login")]
    [InlineData("POST /rest/com/vmware/cis/session")]
    [InlineData("POST /rest/com/vmware/cis/tagging/tag-association?~action=list-attached-tags-on-objects")]
    public async Task A_password_is_nowhere(string echoed)
    {
        var estate = Estate.Of(3);
        using var folder = new TestFolder();
        foreach (var answer in Echoes(""))
        {
            estate.EndSession();
            estate.Tags.EndSession();
            estate.Instead = request => request.Method != echoed ? null
                : Echoes(request.Body + request.Headers.GetValueOrDefault("authorization"))[answer.Key];
            using var server = new SdkServer(estate.Answer);
            await DiscoverAsync(server, Path.Combine(folder.Path, answer.Key));
        }

        Assert.NotEmpty(_said);
        foreach (var form in Forms)
        {
            Assert.DoesNotContain(_said, text => Encoding.UTF8.GetBytes(text).AsSpan().IndexOf(form) >= 0);
            Assert.All(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), file =>
                Assert.True(ReadAll(file).AsSpan().IndexOf(form) < 0, file));
        }
    }

    /// <summary>Ways in which a server may say what was said to it.</summary>
    private static Dictionary<string, SdkAnswer> Echoes(string heard) => new(StringComparer.Ordinal)
    {
        ["fault"] = Wire.Fault("InvalidLogin", text: new System.Xml.Linq.XText(heard).ToString()),
        ["garbage"] = new SdkAnswer { Body = "<" + heard },
        ["page"] = new SdkAnswer { Status = 401, ContentType = "text/html", Body = heard },
        ["json"] = new SdkAnswer { ContentType = "application/json", Body = "{" + heard },
        ["header"] = new SdkAnswer { Status = 503, ContentType = "text/html", Body = heard,
            Cookie = heard.ReplaceLineEndings(" ") },
    };

    private async Task DiscoverAsync(SdkServer server, string folder)
    {
        using var project = MigrateProject.Create(folder);
        var source = project.Sources.Save(FakeSource.Settings()).Source;
        await using var client = new VimClient(
            Wire.Connection(server), Wire.Credential(), problem => _said.Enqueue(problem.ToString()), Wire.Hasty);
        var live = VMwareSource.Open(client);
        foreach (var onlyChanges in (bool[])[false, true])
        {
            try
            {
                var run = new DiscoveryRun(source, live) { OnlyChanges = onlyChanges,
                    OnProblem = problem => _said.Enqueue(problem.ToString()) };
                _said.Enqueue((await run.RunAsync(new Said(_said))).ToString());
            }
            catch (MigrateException error)
            {
                _said.Enqueue(error + error.Remedy + error.Target);
            }
        }
        foreach (var check in await live.TestAsync(CancellationToken.None))
            _said.Enqueue(check.ToString());
    }

    private static byte[] ReadAll(string file)
    {
        // The store has it open.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class Said(ConcurrentQueue<string> said) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => said.Enqueue(value.ToString());
    }
}
