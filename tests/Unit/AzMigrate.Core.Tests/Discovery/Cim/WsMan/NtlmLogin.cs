using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace AzMigrate.Tests.Discovery.Cim.WsMan;

/// <summary>
/// The server's side of one NTLM login (MS-NLMP) in the clothes of SPNEGO (RFC 4178): it proves that the client knows
/// the password, by NTLMv2 alone.
/// </summary>
internal sealed class NtlmLogin(string domain, string user, string password)
{
    private const uint Flags = 0xE28A8215; // 56, key exchange, 128, version, target info, extended security, NTLM, Unicode
    private static readonly byte[] Signature = Encoding.ASCII.GetBytes("NTLMSSP\0");
    private const string NtlmOid = "1.3.6.1.4.1.311.2.2.10";
    private readonly byte[] _challenge = RandomNumberGenerator.GetBytes(8);
    private bool _isSpnego;

    /// <summary>True once the client has proved itself.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What the client did that no client may.</summary>
    public string? Violation { get; private set; }

    /// <summary>The answer to a token; null when the login is refused.</summary>
    public byte[]? Answer(byte[] token)
    {
        _isSpnego |= token.Length > 0 && token[0] is 0x60 or 0xA1;
        var at = token.AsSpan().IndexOf(Signature);
        if (at < 0)
            return _isSpnego ? Response(1, NtlmOid, null) : null;
        var message = token[at..];
        switch (BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(8)))
        {
            case 1:
                return _isSpnego ? Response(1, NtlmOid, Challenge()) : Challenge();
            case 3 when Proves(message):
                IsDone = true;
                return _isSpnego ? Response(0, null, null) : [];
            default:
                return null;
        }
    }

    private byte[] Challenge()
    {
        var target = Encoding.Unicode.GetBytes(domain);
        var info = new List<byte>();
        AddPair(info, 2, target);
        AddPair(info, 1, Encoding.Unicode.GetBytes("SRV1"));
        AddPair(info, 4, Encoding.Unicode.GetBytes("corp.example"));
        AddPair(info, 3, Encoding.Unicode.GetBytes("srv1.corp.example"));
        AddPair(info, 7, BitConverter.GetBytes(DateTime.UtcNow.ToFileTimeUtc()));
        AddPair(info, 0, []);
        var message = new byte[56 + target.Length + info.Count];
        Signature.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), 2);
        Field(message, 12, target.Length, 56);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(20), Flags);
        _challenge.CopyTo(message, 24);
        Field(message, 40, info.Count, 56 + target.Length);
        new byte[] { 10, 0, 0x63, 0x45, 0, 0, 0, 15 }.CopyTo(message, 48);
        target.CopyTo(message, 56);
        info.CopyTo(message, 56 + target.Length);
        return message;
    }

    private bool Proves(byte[] message)
    {
        var response = Part(message, 20);
        var givenDomain = Encoding.Unicode.GetString(Part(message, 28));
        var givenUser = Encoding.Unicode.GetString(Part(message, 36));
        if (response.Length <= 24)
        {
            Violation = "NTLMv1 or an anonymous login";
            return false;
        }
        if (!user.Equals(givenUser, StringComparison.OrdinalIgnoreCase))
            return false;
        // What NTLMv2 is made of.
#pragma warning disable CA5351
        var key = HMACMD5.HashData(Md4.HashData(Encoding.Unicode.GetBytes(password)),
            Encoding.Unicode.GetBytes(givenUser.ToUpperInvariant() + givenDomain));
        var proof = HMACMD5.HashData(key, _challenge.Concat(response.Skip(16)).ToArray());
#pragma warning restore CA5351
        return CryptographicOperations.FixedTimeEquals(proof, response.AsSpan(0, 16));
    }

    private static byte[] Response(int state, string? mechanism, byte[]? token)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteEnumeratedValue((NegState)state);
            if (mechanism is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                    writer.WriteObjectIdentifier(mechanism);
            }
            if (token is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                    writer.WriteOctetString(token);
            }
        }
        return writer.Encode();
    }

    private static void AddPair(List<byte> info, ushort id, byte[] value)
    {
        info.AddRange(BitConverter.GetBytes(id));
        info.AddRange(BitConverter.GetBytes((ushort)value.Length));
        info.AddRange(value);
    }

    private static void Field(byte[] message, int at, int length, int offset)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at), (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at + 2), (ushort)length);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(at + 4), (uint)offset);
    }

    private static byte[] Part(byte[] message, int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(at));
        var offset = (int)BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at + 4));
        return message[offset..(offset + length)];
    }

    private enum NegState
    {
        Completed,
        Incomplete,
    }
}
