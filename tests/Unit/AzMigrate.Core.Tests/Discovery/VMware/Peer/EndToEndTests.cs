using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>From a simulated vCenter to an assessment.</summary>
public sealed class EndToEndTests
{
    [PeerFact]
    public async Task A_discovered_estate_is_grouped_and_assessed()
    {
        using var vcsim = Vcsim.Start("-machines", "100", "-page", "30");
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var settings = new SourceSettings
        {
            Name = "lab",
            Connection = new VMwareConnection { Server = vcsim.Front.AbsoluteUri,
                CertificateThumbprint = vcsim.Thumbprint },
        };
        var source = project.Sources.Save(settings).Source;
        await using var live = vcsim.Open(vcsim.Front, vcsim.Thumbprint);

        Task<DiscoveryResult> DiscoverAsync() => new DiscoveryRun(source, live) { IncludeTemplates = true }.RunAsync();
        var first = await DiscoverAsync();
        var second = await DiscoverAsync();
        project.Groups.Save("all", null, first.NewIds);
        var assessment = new AssessmentRun(project, Catalogue.Embedded)
            .AssessGroup("all", [new AssessmentSettings { Location = ["westeurope"] }]).Single();

        Assert.Equal((100, 0), (first.New, first.Problems.Count));
        Assert.Equal((0, 0, 100, 0), (second.New, second.Changed, second.Unchanged, second.Gone));
        Assert.Equal(100, assessment.Summary.Machines);
        Assert.True(assessment.Summary.MonthlyComputeCost > 0);
        Assert.Empty(vcsim.Rejections);
    }
}
