using System.Security.Cryptography;
using System.Text;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The journal in <c>project.db</c>.</summary>
internal static class EventTable
{
    private static readonly byte[] Start = new byte[32];

    public static void Add(SqliteSession session, string machineId, string kind, string message)
    {
        var number = session.Value<long>("SELECT coalesce(max(number), 0) FROM event") + 1;
        var before = number == 1 ? Start
            : session.Value<byte[]>("SELECT hash FROM event WHERE number = $1", number - 1)!;
        var at = StoredTime.Now();
        session.Execute(
            "INSERT INTO event(number, at_ms, machine_id, kind, message, hash) VALUES($1, $2, $3, $4, $5, $6)",
            number, at, machineId, kind, message, Hash(before, number, at, machineId, kind, message));
    }

    /// <summary>
    /// Entries in order. The chain is followed from the first entry on, also where few are asked for.
    /// </summary>
    public static List<MigrateEvent> All(SqliteSession session, Func<string, bool> ofMachine)
    {
        var found = new List<MigrateEvent>();
        var before = Start;
        var isIntact = true;
        long last = 0;
        session.ForEach("SELECT number, at_ms, machine_id, kind, message, hash FROM event ORDER BY number", reader =>
        {
            var (number, at) = (reader.GetInt64(0), reader.GetInt64(1));
            var (machine, kind, message) = (reader.GetString(2), reader.GetString(3), reader.GetString(4));
            var hash = reader.GetFieldValue<byte[]>(5);
            isIntact = isIntact && number == last + 1
                && hash.AsSpan().SequenceEqual(Hash(before, number, at, machine, kind, message));
            (before, last) = (hash, number);
            if (ofMachine(machine))
            {
                found.Add(new MigrateEvent
                {
                    Number = number, At = StoredTime.Read(at), MachineId = machine, Kind = kind, Message = message,
                    Hash = BitConverter.ToString(hash).Replace("-", ""), IsIntact = isIntact,
                });
            }
        });
        return found;
    }

    // Lengths stand before the texts, so that no two entries read the same.
    private static byte[] Hash(byte[] before, long number, long atMs, params string[] texts)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(before);
        writer.Write(number);
        writer.Write(atMs);
        foreach (var text in texts)
            writer.Write(text);
        writer.Flush();
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes.ToArray());
    }
}
