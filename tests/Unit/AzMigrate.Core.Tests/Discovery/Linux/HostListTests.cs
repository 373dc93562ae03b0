using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Tests.Discovery.Linux;

public sealed class HostListTests
{
    [Theory]
    [InlineData("web1", null, "web1", 22, "web1")]
    [InlineData(" Web1.Corp.Example:2222 ", null, "web1.corp.example", 2222, "web1.corp.example:2222")]
    [InlineData("root@10.1.2.3", "root", "10.1.2.3", 22, "10.1.2.3")]
    [InlineData("svc@corp.example@web1", "svc@corp.example", "web1", 22, "web1")]
    [InlineData(@"CORP\svc@web1", @"CORP\svc", "web1", 22, "web1")]
    [InlineData("2001:db8::1", null, "2001:db8::1", 22, "2001:db8::1")]
    [InlineData("[2001:DB8::1]:2222", null, "2001:db8::1", 2222, "[2001:db8::1]:2222")]
    public void A_host_is_read_as_people_write_it(string text, string? user, string host, int port, string shown)
    {
        var read = HostList.ParseOne(text, 22);
        Assert.Equal((user, host, port, shown), (read.User, read.Host, read.Port, read.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("root:canary@web1")]
    [InlineData("-oProxyCommand=canary")]
    [InlineData("-l@web1")]
    [InlineData("web1;canary")]
    [InlineData("web1 canary")]
    [InlineData("web1:0")]
    [InlineData("web1:70000")]
    [InlineData("ssh://canary")]
    [InlineData("web1\ncanary")]
    [InlineData("web[9-1]")]
    [InlineData("web[1-99999]")]
    [InlineData("[1::2::3]")]
    public void What_is_no_host_is_refused_and_not_repeated(string text)
    {
        var error = Assert.Throws<MigrateException>(() => HostList.Parse([text], 22));
        Assert.Equal("Source.AddressInvalid", error.Code);
        Assert.DoesNotContain("canary", error.ToString() + error.Remedy + error.Target, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_are_spread_out_and_each_host_counts_once() => Assert.Equal(
        ["web08.corp:22", "web09.corp:22", "web10.corp:22", "10.1.2.9:2222", "10.1.2.10:2222", "db:22"],
        HostList.Parse(["web[08-10].corp", "root@10.1.2.9-10:2222", "WEB09.corp", "db"], 22).Select(host => host.Key));

    [Fact]
    public void Records_off_a_pipeline_keep_their_own_port_and_user()
    {
        var all = new LinuxConnection { Hosts = ["a", "b"], Port = 2222, UserName = "x" }
            .And(new LinuxConnection { Hosts = ["c", "root@d"], Port = 22, UserName = "y" })
            .And(new LinuxConnection { Hosts = ["e"], Port = 2222, UserName = "x" });
        Assert.Equal(["a", "b", "y@c:22", "root@d:22", "e"], all.Hosts);
        Assert.Equal("a:2222 and 4 more", all.Address);
    }

    [Fact]
    public void Settings_that_cannot_be_right_are_refused()
    {
        var good = new LinuxConnection { Hosts = ["a"] };
        good.Check();
        Assert.True(good.NeedsCredential);
        Assert.False((good with { KeyFile = "/key" }).NeedsCredential);
        foreach (var (bad, code) in new[]
        {
            (good with { Hosts = [] }, "Source.AddressInvalid"),
            (good with { JumpHost = "a b" }, "Source.AddressInvalid"),
            (good with { UserName = "a:canary" }, "Source.UserNameInvalid"),
            (good with { Parallel = 0 }, "Source.ParallelInvalid"),
            (good with { Timeout = TimeSpan.Zero }, "Source.TimeoutInvalid"),
        })
        {
            var error = Assert.Throws<MigrateException>(bad.Check);
            Assert.Equal(code, error.Code);
            Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
        }
    }
}
