using AzMigrate.HelpBuilder;

if (args.Length != 3)
{
    Console.Error.WriteLine(
        "HelpBuilder : error HELP000: Usage: AzMigrate.HelpBuilder ASSEMBLY REFERENCES-FILE OUTPUT.");
    return 2;
}

var cmdlets = CmdletReader.Read(args[0], File.ReadAllLines(args[1]));
var faults = HelpCheck.Faults(cmdlets).ToList();
foreach (var fault in faults) Console.Error.WriteLine(fault);
if (faults.Count > 0) return 1;
MamlWriter.Write(args[2], cmdlets);
return 0;
