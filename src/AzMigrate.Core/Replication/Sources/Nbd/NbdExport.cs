using System.Buffers.Binary;
using System.Text;

namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>What was agreed with the server of an export.</summary>
/// <param name="CapacityBytes">Size of the disk.</param>
/// <param name="IsStructured">True when replies come in chunks, which can be holes.</param>
/// <param name="AllocationContext">Number of <c>base:allocation</c>; null where the server cannot tell holes.</param>
/// <param name="MinBlockBytes">What offsets and lengths of requests are multiples of.</param>
/// <param name="MaxBlockBytes">Largest read.</param>
internal sealed record NbdExport(
    long CapacityBytes, bool IsStructured, uint? AllocationContext, int MinBlockBytes, int MaxBlockBytes)
{
    public const string Allocation = "base:allocation";
}

/// <summary>The beginning of a connection: the fixed newstyle negotiation of NBD's specification.</summary>
internal sealed class NbdHandshake(NbdStream stream, NbdAddress address)
{
    private const ulong Greeting = 0x4e42444d41474943; // NBDMAGIC
    private const ulong OptionMagic = 0x49484156454f5054; // IHAVEOPT
    private const ulong ReplyMagic = 0x0003e889045565a9;
    private const ushort FixedNewstyle = 1;
    private const ushort NoZeroes = 2;
    private const int MaxReplyBytes = 1 << 16;
    private const int MaxReplies = 1000;
    private const uint Ack = 1;
    private const uint Info = 3;
    private const uint MetaContext = 4;
    private const uint ErrorBit = 1u << 31;

    /// <summary>What servers allow when they do not say.</summary>
    private const int DefaultMaxBlockBytes = 32 << 20;

    private enum Option : uint
    {
        StartTls = 5,
        Go = 7,
        StructuredReply = 8,
        SetMetaContext = 10,
    }

    public async Task<NbdExport> RunAsync()
    {
        var greeting = await ReadAsync(18).ConfigureAwait(false);
        if (BinaryPrimitives.ReadUInt64BigEndian(greeting) != Greeting)
            throw NbdErrors.Protocol(address, "it greets with something else");
        var flags = BinaryPrimitives.ReadUInt16BigEndian(greeting.AsSpan(16));
        if (BinaryPrimitives.ReadUInt64BigEndian(greeting.AsSpan(8)) != OptionMagic || (flags & FixedNewstyle) == 0)
            throw NbdErrors.Protocol(address, "it has only the old handshake, which cannot name exports or use TLS");
        var answer = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(answer, (uint)(flags & (FixedNewstyle | NoZeroes)));
        await stream.WriteAsync(answer).ConfigureAwait(false);
        if (address.IsTls)
            await StartTlsAsync().ConfigureAwait(false);
        var isStructured = await AskAsync(Option.StructuredReply, []).ConfigureAwait(false);
        var context = isStructured ? await SetContextAsync().ConfigureAwait(false) : null;
        return await GoAsync(isStructured, context).ConfigureAwait(false);
    }

    private async Task StartTlsAsync()
    {
        if (!await AskAsync(Option.StartTls, []).ConfigureAwait(false))
        {
            throw NbdErrors.Refused(
                address, "it has no TLS",
                "Give it a certificate, or use nbd:// where the network between is your own.");
        }
        await stream.StartTlsAsync().ConfigureAwait(false);
    }

    // True when the server agreed, false when it does not know the option.
    private async Task<bool> AskAsync(Option option, byte[] data)
    {
        await SendAsync(option, data).ConfigureAwait(false);
        var (type, reply) = await ReplyAsync(option).ConfigureAwait(false);
        if (type == Ack)
            return true;
        if ((type & ErrorBit) == 0)
            throw NbdErrors.Protocol(address, "it answers an option with something else");
        ThrowWhenTlsIsNeeded(type, reply);
        return false;
    }

    private async Task<uint?> SetContextAsync()
    {
        var export = Encoding.UTF8.GetBytes(address.Export);
        var query = Encoding.ASCII.GetBytes(NbdExport.Allocation);
        await SendAsync(Option.SetMetaContext,
            [.. BigEndian(export.Length), .. export, .. BigEndian(1), .. BigEndian(query.Length), .. query])
            .ConfigureAwait(false);
        uint? context = null;
        for (var i = 0; i < MaxReplies; i++)
        {
            var (type, reply) = await ReplyAsync(Option.SetMetaContext).ConfigureAwait(false);
            if (type == Ack)
                return context;
            if ((type & ErrorBit) != 0)
                return null;
            if (type == MetaContext && reply.Length > 4
                && Encoding.UTF8.GetString(reply, 4, reply.Length - 4) == NbdExport.Allocation)
                context = BinaryPrimitives.ReadUInt32BigEndian(reply);
        }
        throw NbdErrors.Protocol(address, "it answers an option without end");
    }

    private async Task<NbdExport> GoAsync(bool isStructured, uint? context)
    {
        var name = Encoding.UTF8.GetBytes(address.Export);
        const byte BlockSize = 3;
        await SendAsync(Option.Go, [.. BigEndian(name.Length), .. name, 0, 1, 0, BlockSize]).ConfigureAwait(false);
        long? capacity = null;
        long minimum = 1, maximum = DefaultMaxBlockBytes;
        for (var i = 0; i < MaxReplies; i++)
        {
            var (type, reply) = await ReplyAsync(Option.Go).ConfigureAwait(false);
            if (type == Ack && capacity is long bytes)
                return Checked(new NbdExport(bytes, isStructured, context, (int)minimum,
                    (int)Math.Min(maximum, DefaultMaxBlockBytes)), minimum, maximum);
            if ((type & ErrorBit) != 0 || type == Ack)
                throw Refusal(type, reply);
            if (type != Info || reply.Length < 2)
                continue;
            var kind = BinaryPrimitives.ReadUInt16BigEndian(reply);
            if (kind == 0 && reply.Length >= 12)
                capacity = BinaryPrimitives.ReadInt64BigEndian(reply.AsSpan(2));
            if (kind == BlockSize && reply.Length >= 14)
            {
                minimum = BinaryPrimitives.ReadUInt32BigEndian(reply.AsSpan(2));
                maximum = BinaryPrimitives.ReadUInt32BigEndian(reply.AsSpan(10));
            }
        }
        throw NbdErrors.Protocol(address, "it answers an option without end");
    }

    private NbdExport Checked(NbdExport export, long minimum, long maximum)
    {
        DiskFormats.DiskLimits.CheckCapacity(address.ToString(), export.CapacityBytes);
        if (minimum is <= 0 or > 1 << 16 || (minimum & (minimum - 1)) != 0 || maximum < minimum
            || export.MaxBlockBytes % minimum != 0)
            throw NbdErrors.Protocol(address, "it says block sizes that cannot be");
        return export;
    }

    private MigrateException Refusal(uint type, byte[] reply)
    {
        ThrowWhenTlsIsNeeded(type, reply);
        const uint Unknown = ErrorBit + 6;
        return NbdErrors.Refused(
            address, type == Unknown ? $"it has no export '{address.Export}'" : Said(type, reply),
            "Check the export's name: 'nbdinfo --list' or 'qemu-nbd --list' shows what a server has.");
    }

    private void ThrowWhenTlsIsNeeded(uint type, byte[] reply)
    {
        const uint TlsRequired = ErrorBit + 5;
        if (type == TlsRequired)
            throw NbdErrors.Refused(address, Said(type, reply), "It wants TLS: use nbds:// in the address.");
    }

    private static string Said(uint type, byte[] reply)
    {
        var text = new string(
            Encoding.UTF8.GetString(reply).Where(letter => !char.IsControl(letter)).Take(200).ToArray());
        return text.Length > 0 ? text.TrimEnd('.') : FormattableString.Invariant($"error {type & ~ErrorBit}");
    }

    private Task SendAsync(Option option, byte[] data)
    {
        var message = new byte[16 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(message, OptionMagic);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), (uint)option);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(12), (uint)data.Length);
        data.CopyTo(message, 16);
        return stream.WriteAsync(message);
    }

    private async Task<(uint Type, byte[] Data)> ReplyAsync(Option option)
    {
        var header = await ReadAsync(20).ConfigureAwait(false);
        if (BinaryPrimitives.ReadUInt64BigEndian(header) != ReplyMagic
            || BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)) != (uint)option)
        {
            throw NbdErrors.Protocol(address, "it answers another option than was asked");
        }
        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16));
        if (length > MaxReplyBytes)
            throw NbdErrors.Protocol(address, "it answers an option with more than an answer can have");
        return (BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12)),
            await ReadAsync((int)length).ConfigureAwait(false));
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        await stream.ReadAsync(bytes).ConfigureAwait(false);
        return bytes;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
