using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

public sealed class MigrateCommandTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Background_work_writes_in_order_from_the_pipelines_thread()
    {
        var outcome = _engine.Invoke("Get-SampleNumber -Count 1000 -Verbose");
        Assert.Equal(Enumerable.Range(1, 1000).Append(1000).Append(-1).Cast<object>(), outcome.Values);
        Assert.Equal("Sample.NumberInvalid,AzMigrate.SampleCommands.GetSampleNumberCommand",
            outcome.TheError.FullyQualifiedErrorId);
        Assert.Equal(["warning"], outcome.Warnings);
        Assert.Equal(["verbose"], outcome.Verbose);
        var ids = outcome.Progress.Where(p => p.Activity == "Counting").Select(p => p.ActivityId).Distinct();
        Assert.Single(ids);
        Assert.Equal(ProgressRecordType.Completed, outcome.Progress.Last(p => p.Activity == "Counting").RecordType);
    }

    [Fact]
    public async Task Stopping_the_pipeline_cancels_the_work_and_waits_for_its_end()
    {
        using var shell = _engine.Start("param($log) Wait-Sample -Log $log");
        var log = new List<string>();
        shell.AddParameter("log", log);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) => started.TrySetResult();
        var run = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await started.Task;
        shell.Stop();
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(run));
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Equal(["work ended", "disposed"], log);
    }

    [Fact]
    public void A_later_command_that_fails_cancels_the_work()
    {
        var outcome = _engine.Invoke("$log = [System.Collections.ArrayList]::new(); try { Wait-Sample -Log $log | ForEach-Object { throw 'enough' } } catch { }; $log");
        Assert.Equal(["work ended", "disposed"], outcome.MustSucceed().Values);
    }

    [Fact]
    public void A_failure_of_one_input_is_its_own_error_and_the_others_go_on()
    {
        var outcome = _engine.Invoke("0..4 | Test-SampleFailure");
        Assert.Equal([0, 2, 4], outcome.Values);
        Assert.Null(outcome.Terminating);
        Assert.Equal([1, 3], outcome.Errors.Select(e => e.TargetObject));
        var error = outcome.Errors[0];
        Assert.Equal("Sample.RowInvalid,AzMigrate.SampleCommands.TestSampleFailureCommand",
            error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Equal("Mend it.", error.ErrorDetails.RecommendedAction);
        Assert.Equal("It failed. Mend it.", error.ErrorDetails.Message);
    }

    [Theory]
    [InlineData("Begin", 0)]
    [InlineData("End", 1)]
    public void A_failure_before_or_after_the_input_ends_the_pipeline(string at, int written)
    {
        var outcome = _engine.Invoke(
            $"$ErrorActionPreference = 'Stop'; 2 | Test-SampleFailure -At {at} -Kind Project.NotConnected");
        Assert.Equal(written, outcome.Output.Count);
        Assert.Equal("Project.NotConnected,AzMigrate.SampleCommands.TestSampleFailureCommand",
            outcome.Terminating!.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceUnavailable, outcome.Terminating.CategoryInfo.Category);

        // Terminating even when errors are to be ignored.
        outcome = _engine.Invoke(
            $"try {{ 2 | Test-SampleFailure -At {at} -ErrorAction SilentlyContinue }} catch {{ 'caught' }}");
        Assert.Equal("caught", outcome.Values.Last());
    }

    [Theory]
    [InlineData("IO", "IO.Failed", ErrorCategory.DeviceError)]
    [InlineData("Denied", "IO.Denied", ErrorCategory.PermissionDenied)]
    [InlineData("Cancelled", "Operation.Timeout", ErrorCategory.OperationTimeout)]
    [InlineData("Group.NotFound", "Group.NotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Group.Exists", "Group.Exists", ErrorCategory.ResourceExists)]
    [InlineData("Source.LoginFailed", "Source.LoginFailed", ErrorCategory.AuthenticationError)]
    [InlineData("Source.CertificateInvalid", "Source.CertificateInvalid", ErrorCategory.SecurityError)]
    [InlineData("Source.Unreachable", "Source.Unreachable", ErrorCategory.ConnectionError)]
    [InlineData("Source.PermissionMissing", "Source.PermissionMissing", ErrorCategory.PermissionDenied)]
    [InlineData("Sample.Odd", "Sample.Odd", ErrorCategory.InvalidOperation)]
    public void Failures_have_a_stable_id_and_a_category(string kind, string id, ErrorCategory category)
    {
        var error = _engine.Invoke($"1 | Test-SampleFailure -Kind {kind}").TheError;
        Assert.Equal(id + ",AzMigrate.SampleCommands.TestSampleFailureCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_defect_is_not_dressed_up()
    {
        var error = _engine.Invoke("1 | Test-SampleFailure -Kind Defect").TheError;
        Assert.StartsWith("System.InvalidCastException,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_names_its_place_and_its_remedy()
    {
        var error = _engine.Invoke("Write-SampleProblem").TheError;
        Assert.Equal("Import.CoresInvalid,AzMigrate.SampleCommands.WriteSampleProblemCommand",
            error.FullyQualifiedErrorId);
        Assert.Equal("estate.xlsx, vInfo, row 7, column CPUs: 'x' is not a number. Give a number.",
            error.ErrorDetails.Message);
        Assert.Equal("Give a number.", error.ErrorDetails.RecommendedAction);
        Assert.Equal("web01", error.TargetObject);

        var warning = Assert.Single(_engine.Invoke("Write-SampleProblem -AsWarning").MustSucceed().Warnings);
        Assert.Equal("estate.xlsx, vInfo, row 7, column CPUs: 'x' is not a number. Give a number.", warning);
    }

    [Theory]
    [InlineData("-Force")]
    [InlineData("-Confirm:$false")]
    public void High_impact_goes_on_when_it_is_told_to(string switches) =>
        Assert.Equal(["removed"], _engine.Invoke($"Remove-Sample {switches}").MustSucceed().Values);

    [Theory]
    [InlineData("")]
    [InlineData("-Confirm")]
    [InlineData("-Force -Confirm")]
    public void High_impact_without_a_prompt_fails_at_once_and_says_so(string switches)
    {
        var outcome = _engine.Invoke($"Remove-Sample {switches}");
        Assert.Empty(outcome.Output);
        Assert.Equal("Confirmation.Unavailable,AzMigrate.SampleCommands.RemoveSampleCommand",
            outcome.TheError.FullyQualifiedErrorId);
        Assert.Contains("-Confirm:$false", outcome.TheError.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Remove-Sample -WhatIf")]
    [InlineData("Remove-Sample -Force -WhatIf")]
    [InlineData("$WhatIfPreference = $true; Remove-Sample -Force")]
    [InlineData("$WhatIfPreference = $true; Remove-Sample")]
    public void WhatIf_changes_nothing_whatever_Force_says(string script) =>
        Assert.Empty(_engine.Invoke(script).MustSucceed().Output);

    [Fact]
    public void The_sessions_preference_decides_too() =>
        Assert.Equal(["removed"], _engine.Invoke("$ConfirmPreference = 'None'; Remove-Sample").MustSucceed().Values);

    [Fact]
    public void Progress_is_written_five_times_a_second_and_taken_away_once()
    {
        var records = _engine.Invoke("Get-SampleProgress").MustSucceed().Values.Cast<ProgressRecord>().ToList();
        Assert.InRange(records.Count, 50, 53); // Ten seconds by the sample's clock, the first, the last, the end.
        Assert.Single(records.Select(r => r.ActivityId).Distinct());
        Assert.Equal("rows (1 of 1,000)", records[0].StatusDescription);
        Assert.Equal(100, records[^2].PercentComplete);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.Single(records, r => r.RecordType == ProgressRecordType.Completed);
        Assert.All(records.Zip(records.Skip(1)),
            pair => Assert.True(
                pair.First.PercentComplete <= pair.Second.PercentComplete
                || pair.Second.RecordType == ProgressRecordType.Completed));
    }
}
