using Azure;
using Azure.Identity;
using AzMigrate.Azure;

namespace AzMigrate.Tests.Azure;

public sealed class AzureErrorsTests
{
    [Fact]
    public void A_right_that_is_missing_is_named_with_its_scope()
    {
        var error = Of(403, "AuthorizationFailed",
            "The client 'c' with object id 'o' does not have authorization to perform action "
            + "'Microsoft.Compute/disks/write' over scope '/subscriptions/s/resourceGroups/rg' or the scope is invalid.\nStatus: 403");

        Assert.Equal("Azure.NotAuthorized", error.Code);
        Assert.Contains("Microsoft.Compute/disks/write on /subscriptions/s/resourceGroups/rg", error.Remedy,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Status: 403", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(409, "OperationNotAllowed",
        "Operation could not be completed as it results in exceeding approved Total Regional Cores quota.",
        "Azure.QuotaExceeded")]
    [InlineData(409, "SkuNotAvailable", "The requested VM size is not available in location.", "Azure.NoCapacity")]
    [InlineData(403, "RequestDisallowedByPolicy", "Resource was disallowed by policy.", "Azure.PolicyForbids")]
    [InlineData(409, "ScopeLocked", "The scope is locked.", "Azure.Locked")]
    [InlineData(403, "AuthorizationPermissionMismatch", "Not authorized.", "Azure.NotAuthorized")]
    [InlineData(401, "InvalidAuthenticationToken", "The token is invalid.", "Azure.SignInFailed")]
    [InlineData(404, "ResourceGroupNotFound", "Resource group 'rg' could not be found.", "Azure.NotFound")]
    [InlineData(400, "InvalidParameter", "The value is invalid.", "Azure.RequestFailed")]
    [InlineData(429, "TooManyRequests", "Slow down.", "Azure.Unavailable")]
    [InlineData(500, "OperationTimedOut", "Operation could not be completed.", "Azure.Unavailable")]
    [InlineData(0, "", "Connection refused.", "Azure.Unavailable")]
    public void Each_refusal_has_its_code_and_a_next_step(int status, string code, string message, string expected)
    {
        var error = Of(status, code, message);
        Assert.Equal(expected, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy!);
    }

    [Fact]
    public void A_sign_in_that_fails_is_no_outage()
    {
        var cause = new AuthenticationFailedException("AADSTS7000222: the secret has expired.");
        Assert.False(AzureErrors.IsPassing(cause));
        Assert.Equal("Azure.SignInFailed", AzureErrors.Of(cause, "disk web01").Code);
    }

    [Fact]
    public void Signatures_of_addresses_are_left_out()
    {
        var error = Of(400, "X", "GET https://md.blob.storage.azure.net/a?sv=2023&sig=canary%3D&sp=w failed.");
        Assert.DoesNotContain("canary", error.Message, StringComparison.Ordinal);
    }

    private static MigrateException Of(int status, string code, string message) =>
        AzureErrors.Of(new RequestFailedException(status, message, code, null), "disk web01");
}
