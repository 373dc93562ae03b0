using AzMigrate.Inventory;

namespace AzMigrate.Tests;

public sealed class EditionsTests
{
    [Fact]
    public void Core_is_the_build_that_this_project_asks_for()
    {
        var framework = typeof(Machine).Assembly
            .GetCustomAttributes(typeof(System.Runtime.Versioning.TargetFrameworkAttribute), false)
            .Cast<System.Runtime.Versioning.TargetFrameworkAttribute>().Single().FrameworkName;
#if CORE_DESKTOP
        Assert.Equal(".NETStandard,Version=v2.0", framework);
#else
        Assert.Equal(".NETCoreApp,Version=v8.0", framework);
#endif
    }
}
