namespace AzMigrate.Performance;

/// <summary>Bytes being written: single bytes, varints (7 bits a byte, low first) and fixed 64-bit words.</summary>
internal sealed class BlockWriter
{
    private byte[] _bytes = new byte[512];

    public int Length { get; private set; }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Unsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Zigzag: small numbers of either sign take few bytes.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed(ulong value, int count)
    {
        Reserve(count);
        for (var i = 0; i < count; i++)
            _bytes[Length++] = (byte)(value >> (8 * i));
    }

    /// <summary>Room for bytes that are filled in later; gives their place.</summary>
    public int Skip(int count)
    {
        Reserve(count);
        var at = Length;
        Length += count;
        return at;
    }

    public void SetBit(int start, int bit) => _bytes[start + (bit >> 3)] |= (byte)(1 << (bit & 7));

    /// <summary>All bytes, followed by their CRC.</summary>
    public byte[] Seal()
    {
        Fixed(Crc32.Of(_bytes, Length), 4);
        var sealedBytes = new byte[Length];
        Array.Copy(_bytes, sealedBytes, Length);
        return sealedBytes;
    }

    private void Reserve(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}

/// <summary>Reads what <see cref="BlockWriter"/> wrote. Throws <see cref="InvalidDataException"/> on damage.</summary>
internal struct BlockReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at;

    /// <summary>Checks the CRC at the end.</summary>
    public BlockReader(byte[] bytes)
    {
        _bytes = bytes;
        _end = bytes.Length - 4;
        _at = 0;
        if (_end < 1)
            throw new InvalidDataException("The block is shorter than its frame.");
        var told = (uint)(bytes[_end] | (bytes[_end + 1] << 8) | (bytes[_end + 2] << 16) | (bytes[_end + 3] << 24));
        if (told != Crc32.Of(bytes, _end))
            throw new InvalidDataException("The block's CRC does not match its bytes.");
    }

    public readonly bool AtEnd => _at == _end;

    public byte Byte() => _at < _end ? _bytes[_at++] : throw TooShort();

    public ulong Unsigned()
    {
        if (_at < _end && _bytes[_at] < 0x80)
            return _bytes[_at++];
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("The block holds a number of more than 64 bits.");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Fixed(int count)
    {
        ulong value = 0;
        for (var i = 0; i < count; i++)
            value |= (ulong)Byte() << (8 * i);
        return value;
    }

    /// <summary>Passes over bytes that are looked at bit by bit; gives their place.</summary>
    public int Skip(int count)
    {
        var at = _at;
        if (count > _end - at)
            throw TooShort();
        _at += count;
        return at;
    }

    public readonly bool Bit(int start, int bit) => (_bytes[start + (bit >> 3)] & (1 << (bit & 7))) != 0;

    private static InvalidDataException TooShort() => new("The block ends before its last point.");
}
