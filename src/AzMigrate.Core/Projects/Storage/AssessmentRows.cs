using System.IO.Compression;
using AzMigrate.Assessment;

namespace AzMigrate.Projects.Storage;

/// <summary>
/// Assessed machines as they are stored: a format byte, then deflated JSON, a line a machine. Machines of one estate
/// are much alike, so that many together take a fraction of what each would alone.
/// </summary>
internal static class AssessmentRows
{
    /// <summary>Machines that are stored together.</summary>
    public const int Batch = 64;

    private const byte DeflatedLines = 1;

    public static byte[] Pack(IEnumerable<AssessedMachine> machines)
    {
        using var packed = new MemoryStream();
        packed.WriteByte(DeflatedLines);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var machine in machines)
            {
                var json = AssessmentJson.Write(machine);
                deflate.Write(json, 0, json.Length);
                deflate.WriteByte((byte)'\n');
            }
        }

        return packed.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Pack"/> made.</exception>
    public static List<AssessedMachine> Unpack(byte[] packed)
    {
        if (packed.Length == 0 || packed[0] != DeflatedLines)
            throw new InvalidDataException("The rows are of an unknown format.");
        using var lines = new MemoryStream();
        using (var deflate =
            new DeflateStream(new MemoryStream(packed, 1, packed.Length - 1), CompressionMode.Decompress))
            deflate.CopyTo(lines);
        var machines = new List<AssessedMachine>();
        var rest = lines.GetBuffer().AsSpan(0, (int)lines.Length);
        try
        {
            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                machines.Add(AssessmentJson.ReadMachine(rest.Slice(0, end)));
                rest = rest.Slice(end + 1);
            }
        }
        catch (System.Text.Json.JsonException cause)
        {
            throw new InvalidDataException("A row is no assessed machine.", cause);
        }

        return machines;
    }
}
