using System.Text;
using AzMigrate.Assessment;

namespace AzMigrate.Reporting.Json;

/// <summary>The head and the machines as one JSON document, a machine a line.</summary>
internal static class JsonExport
{
    /// <summary>Writes the file.</summary>
    public static IReadOnlyList<string> Write(
        AssessmentHeader header, IEnumerable<AssessedMachine> machines, string path)
    {
        using var file = new ReplacedFile(path);
        Write(file.Stream, "{\"assessment\":");
        Write(file.Stream, AssessmentJson.Write(header));
        Write(file.Stream, ",\"machines\":[");
        var separator = "\n";
        foreach (var machine in machines)
        {
            Write(file.Stream, separator);
            Write(file.Stream, AssessmentJson.Write(machine));
            separator = ",\n";
        }
        Write(file.Stream, "\n]}\n");
        return [file.Place()];
    }

    private static void Write(Stream stream, string ascii) => Write(stream, Encoding.ASCII.GetBytes(ascii));

    private static void Write(Stream stream, byte[] json) => stream.Write(json, 0, json.Length);
}
