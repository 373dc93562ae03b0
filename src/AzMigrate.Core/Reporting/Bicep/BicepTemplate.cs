using AzMigrate.Azure;

namespace AzMigrate.Reporting.Bicep;

/// <summary>
/// Writes machines as one Bicep file: disks that are imported from page blobs, a network interface and a VM each. What
/// differs between subscriptions is a parameter.
/// </summary>
internal static class BicepTemplate
{
    public static void Write(TextWriter writer, string location, IReadOnlyList<TemplateMachine> machines)
    {
        writer.NewLine = "\n";
        WriteHead(writer, location, machines);
        for (var i = 0; i < machines.Count; i++)
            WriteMachine(writer, machines[i], FormattableString.Invariant($"{i + 1}"));
    }

    private static void WriteHead(TextWriter writer, string location, IReadOnlyList<TemplateMachine> machines)
    {
        writer.WriteLine(FormattableString.Invariant($"// {machines.Count} machines with their disks and network interfaces, made by Export-MigrateTemplate."));
        writer.WriteLine("// The disks are imported from page blobs, one a disk: <name of the disk>.vhd in one container.");
        writer.WriteLine("targetScope = 'resourceGroup'");
        WriteParameter(writer, "Region of all resources; the page blobs have to be there too.", $"location string = {BicepText.String(location)}");
        WriteParameter(writer, "Resource id of the subnet of the network interfaces.", "subnetId string");
        WriteParameter(writer, "Resource id of the storage account that holds the page blobs.", "storageAccountId string");
        WriteParameter(writer, "Address of the container of the page blobs, without a slash at its end.", "containerUri string");
        WriteParameter(writer, "Tags of all resources.", "tags object = {}");
    }

    private static void WriteParameter(TextWriter writer, string description, string declaration)
    {
        writer.WriteLine();
        writer.WriteLine($"@description({BicepText.String(description)})");
        writer.WriteLine($"param {declaration}");
    }

    private static void WriteMachine(TextWriter writer, TemplateMachine machine, string number)
    {
        writer.WriteLine();
        writer.WriteLine($"// {BicepText.Comment(machine.SourceName)}");
        for (var i = 0; i < machine.Disks.Count; i++)
            WriteDisk(writer, machine, i, DiskSymbol(number, i));
        WriteInterface(writer, machine, number);
        WriteVM(writer, machine, number);
    }

    private static void WriteDisk(TextWriter writer, TemplateMachine machine, int index, string symbol)
    {
        var disk = machine.Disks[index];
        if (disk.WantedSku is string wanted)
            writer.WriteLine($"// {wanted} is recommended, and takes no import: change it once the machine runs.");
        Open(writer, symbol, "Microsoft.Compute/disks", ApiVersions.Disks, disk.Name);
        writer.WriteLine("  sku: {");
        writer.WriteLine($"    name: {BicepText.String(disk.Sku)}");
        writer.WriteLine("  }");
        writer.WriteLine("  properties: {");
        if (index == 0)
        {
            writer.WriteLine($"    osType: {SystemOf(machine)}");
            writer.WriteLine(machine.Generation == 2 ? "    hyperVGeneration: 'V2'" : "    hyperVGeneration: 'V1'");
            if (machine.TrustedLaunch)
            {
                writer.WriteLine("    securityProfile: {");
                writer.WriteLine("      securityType: 'TrustedLaunch'");
                writer.WriteLine("    }");
            }
        }
        writer.WriteLine("    creationData: {");
        writer.WriteLine("      createOption: 'Import'");
        writer.WriteLine($"      sourceUri: '${{containerUri}}/{disk.Name}.vhd'");
        writer.WriteLine("      storageAccountId: storageAccountId");
        writer.WriteLine("    }");
        writer.WriteLine("  }");
        writer.WriteLine("}");
        writer.WriteLine();
    }

    private static void WriteInterface(TextWriter writer, TemplateMachine machine, string number)
    {
        Open(writer, $"nic{number}", "Microsoft.Network/networkInterfaces", ApiVersions.Networks, machine.Name + "-nic");
        writer.WriteLine("""
              properties: {
                ipConfigurations: [
                  {
                    name: 'ipconfig1'
                    properties: {
                      privateIPAllocationMethod: 'Dynamic'
                      subnet: {
                        id: subnetId
                      }
                    }
                  }
                ]
              }
            }

            """.Replace("\r", ""));
    }

    private static void WriteVM(TextWriter writer, TemplateMachine machine, string number)
    {
        Open(writer, $"vm{number}", "Microsoft.Compute/virtualMachines", ApiVersions.Machines, machine.Name);
        writer.WriteLine("  properties: {");
        writer.WriteLine("    hardwareProfile: {");
        writer.WriteLine($"      vmSize: {BicepText.String(machine.Size)}");
        writer.WriteLine("    }");
        if (machine.LicenseType is string license)
            writer.WriteLine($"    licenseType: {BicepText.String(license)}");
        if (machine.TrustedLaunch)
        {
            writer.WriteLine("    securityProfile: {");
            writer.WriteLine("      securityType: 'TrustedLaunch'");
            writer.WriteLine("      uefiSettings: {");
            writer.WriteLine("        secureBootEnabled: true");
            writer.WriteLine("        vTpmEnabled: true");
            writer.WriteLine("      }");
            writer.WriteLine("    }");
        }
        WriteStorage(writer, machine, number);
        writer.WriteLine("    networkProfile: {");
        writer.WriteLine("      networkInterfaces: [");
        writer.WriteLine("        {");
        writer.WriteLine($"          id: nic{number}.id");
        writer.WriteLine("        }");
        writer.WriteLine("      ]");
        writer.WriteLine("    }");
        writer.WriteLine("    diagnosticsProfile: {");
        writer.WriteLine("      bootDiagnostics: {");
        writer.WriteLine("        enabled: true");
        writer.WriteLine("      }");
        writer.WriteLine("    }");
        writer.WriteLine("  }");
        writer.WriteLine("}");
    }

    private static void WriteStorage(TextWriter writer, TemplateMachine machine, string number)
    {
        writer.WriteLine("    storageProfile: {");
        writer.WriteLine("      osDisk: {");
        writer.WriteLine($"        osType: {SystemOf(machine)}");
        WriteAttached(writer, "        ", "ReadWrite", DiskSymbol(number, 0));
        writer.WriteLine("      }");
        writer.WriteLine(machine.Disks.Count == 1 ? "      dataDisks: []" : "      dataDisks: [");
        for (var i = 1; i < machine.Disks.Count; i++)
        {
            writer.WriteLine("        {");
            writer.WriteLine(FormattableString.Invariant($"          lun: {i - 1}"));
            WriteAttached(writer, "          ", "None", DiskSymbol(number, i));
            writer.WriteLine("        }");
        }
        if (machine.Disks.Count > 1)
            writer.WriteLine("      ]");
        writer.WriteLine("    }");
    }

    private static void WriteAttached(TextWriter writer, string indent, string caching, string symbol)
    {
        writer.WriteLine($"{indent}createOption: 'Attach'");
        writer.WriteLine($"{indent}caching: '{caching}'");
        writer.WriteLine($"{indent}managedDisk: {{");
        writer.WriteLine($"{indent}  id: {symbol}.id");
        writer.WriteLine($"{indent}}}");
    }

    private static void Open(TextWriter writer, string symbol, string type, string version, string name)
    {
        writer.WriteLine($"resource {symbol} '{type}@{version}' = {{");
        writer.WriteLine($"  name: {BicepText.String(name)}");
        writer.WriteLine("  location: location");
        writer.WriteLine("  tags: tags");
    }

    private static string DiskSymbol(string number, int index) => FormattableString.Invariant($"disk{number}_{index}");

    private static string SystemOf(TemplateMachine machine) => machine.IsWindows ? "'Windows'" : "'Linux'";
}
