using AzMigrate.Azure;

namespace AzMigrate.Reporting.Bicep;

/// <summary>
/// Writes machines as one Bicep file: disks that are imported from page blobs, a network interface and a VM each. What
/// differs between subscriptions is a parameter.
/// </summary>
internal static class BicepTemplate
{
    public static void Write(TextWriter writer, TemplateDefaults defaults, IReadOnlyList<TemplateMachine> machines)
    {
        writer.NewLine = "\n";
        WriteHead(writer, defaults, machines);
        for (var i = 0; i < machines.Count; i++)
            WriteMachine(writer, machines[i], FormattableString.Invariant($"{i + 1}"));
    }

    private static void WriteHead(TextWriter writer, TemplateDefaults defaults, IReadOnlyList<TemplateMachine> machines)
    {
        writer.WriteLine(FormattableString.Invariant(
            $"// {machines.Count} machines with their disks and network interfaces, made by Export-MigrateTemplate."));
        writer.WriteLine("targetScope = 'resourceGroup'");
        WriteParameter(writer, "Region of all resources.", "location string", defaults.Location);
        WriteParameter(writer, "Resource id of the subnet of the network interfaces.", "subnetId string",
            defaults.SubnetId);
        if (machines.Any(machine => !machine.HasUploadedDisks))
        {
            WriteParameter(writer,
                "Resource id of the storage account that holds the page blobs, one a disk: <name of the disk>.vhd.",
                "storageAccountId string", defaults.StorageAccountId);
            WriteParameter(writer, "Address of the container of the page blobs, without a slash at its end.",
                "containerUri string", defaults.ContainerUri);
        }
        writer.WriteLine();
        writer.WriteLine("@description('Tags of all resources.')");
        writer.WriteLine("param tags object = {}");
    }

    private static void WriteParameter(TextWriter writer, string description, string declaration, string? value)
    {
        writer.WriteLine();
        writer.WriteLine($"@description({BicepText.String(description)})");
        // The linter does not like the address of an account in the public cloud, which this one is.
        if (value is not null && value.Contains("://"))
            writer.WriteLine("#disable-next-line no-hardcoded-env-urls");
        writer.WriteLine($"param {declaration}{(value is null ? "" : " = " + BicepText.String(value))}");
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
        if (machine.HasUploadedDisks)
        {
            writer.WriteLine($"resource {symbol} 'Microsoft.Compute/disks@{ApiVersions.Disks}' existing = {{");
            writer.WriteLine($"  name: {BicepText.String(disk.Name)}");
            writer.WriteLine("}");
            writer.WriteLine();
            return;
        }
        if (disk.WantedSku is string wanted)
            writer.WriteLine($"// {wanted} is recommended, and takes no import: change it once the machine runs.");
        Open(writer, symbol, "Microsoft.Compute/disks", ApiVersions.Disks, disk.Name, machine);
        if (!disk.IsOfAllZones)
            WriteZone(writer, machine);
        writer.WriteLine("  sku: {");
        writer.WriteLine($"    name: {BicepText.String(disk.Sku)}");
        writer.WriteLine("  }");
        writer.WriteLine("  properties: {");
        if (index == 0)
        {
            writer.WriteLine($"    osType: {SystemOf(machine)}");
            writer.WriteLine(machine.Generation == 2 ? "    hyperVGeneration: 'V2'" : "    hyperVGeneration: 'V1'");
            if (machine.IsNvmeOnly)
            {
                writer.WriteLine("    supportedCapabilities: {");
                writer.WriteLine("      diskControllerTypes: 'SCSI, NVMe'");
                writer.WriteLine("    }");
            }
            if (machine.TrustedLaunch)
            {
                writer.WriteLine("    securityProfile: {");
                writer.WriteLine("      securityType: 'TrustedLaunch'");
                writer.WriteLine("    }");
            }
        }
        writer.WriteLine("    creationData: {");
        writer.WriteLine("      createOption: 'Import'");
        writer.WriteLine($"      sourceUri: '${{containerUri}}/{BicepText.Inner(disk.Name)}.vhd'");
        writer.WriteLine("      storageAccountId: storageAccountId");
        writer.WriteLine("    }");
        writer.WriteLine("  }");
        writer.WriteLine("}");
        writer.WriteLine();
    }

    private static void WriteInterface(TextWriter writer, TemplateMachine machine, string number)
    {
        Open(writer, $"nic{number}", "Microsoft.Network/networkInterfaces", ApiVersions.Networks, machine.Name + "-nic",
            machine);
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
        Open(writer, $"vm{number}", "Microsoft.Compute/virtualMachines", ApiVersions.Machines, machine.Name, machine);
        WriteZone(writer, machine);
        writer.WriteLine("  properties: {");
        writer.WriteLine("    hardwareProfile: {");
        writer.WriteLine($"      vmSize: {BicepText.String(machine.Size)}");
        writer.WriteLine("    }");
        if (machine.AvailabilitySetId is string set)
        {
            writer.WriteLine("    availabilitySet: {");
            writer.WriteLine($"      id: {BicepText.String(set)}");
            writer.WriteLine("    }");
        }
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
        if (machine.IsNvmeOnly)
            writer.WriteLine("      diskControllerType: 'NVMe'");
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

    private static void Open(
        TextWriter writer, string symbol, string type, string version, string name, TemplateMachine machine)
    {
        writer.WriteLine($"resource {symbol} '{type}@{version}' = {{");
        writer.WriteLine($"  name: {BicepText.String(name)}");
        writer.WriteLine("  location: location");
        if (machine.Tags.Count == 0)
        {
            writer.WriteLine("  tags: tags");
            return;
        }
        writer.WriteLine("  tags: union(tags, {");
        foreach (var tag in machine.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            writer.WriteLine($"    {BicepText.Name(tag.Key)}: {BicepText.String(tag.Value)}");
        writer.WriteLine("  })");
    }

    private static void WriteZone(TextWriter writer, TemplateMachine machine)
    {
        if (machine.Zone is not string zone)
            return;
        writer.WriteLine("  zones: [");
        writer.WriteLine($"    {BicepText.String(zone)}");
        writer.WriteLine("  ]");
    }

    private static string DiskSymbol(string number, int index) => FormattableString.Invariant($"disk{number}_{index}");

    private static string SystemOf(TemplateMachine machine) => machine.IsWindows ? "'Windows'" : "'Linux'";
}
