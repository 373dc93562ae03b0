using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>A workbook's shared strings, kept as UTF-8 and decoded when a cell that is read asks for one.</summary>
internal sealed class SharedStrings
{
    private const int ChunkLength = 1 << 20;
    private readonly List<byte[]> _chunks = [];
    private readonly List<long> _starts = [];
    private readonly (int Index, string? Text)[] _cache = new (int, string?)[1 << 14];
    private long _end;

    public int Count => _starts.Count;

    /// <summary>Text of an index; null when there is none.</summary>
    public string? this[int index]
    {
        get
        {
            if (index < 0 || index >= _starts.Count)
                return null;
            ref var slot = ref _cache[index & (_cache.Length - 1)];
            if (slot.Text is null || slot.Index != index)
                slot = (index, Decode(index));
            return slot.Text;
        }
    }

    public static SharedStrings Read(XmlReader reader, string file)
    {
        var strings = new SharedStrings();
        var text = new CellText(file);
        var bytes = new byte[ImportLimits.CellCharacters * 4];
        int itemDepth = -1, phoneticDepth = -1;
        while (reader.ReadNext(file))
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when itemDepth < 0 && reader.LocalName == "si":
                    text.Clear();
                    if (reader.IsEmptyElement)
                        strings.Add(text, bytes, file);
                    else
                        itemDepth = reader.Depth;
                    break;
                case XmlNodeType.Element when phoneticDepth < 0 && reader.LocalName == "rPh" && !reader.IsEmptyElement:
                    phoneticDepth = reader.Depth;
                    break;
                case XmlNodeType.EndElement when reader.Depth == phoneticDepth:
                    phoneticDepth = -1;
                    break;
                case XmlNodeType.EndElement when reader.Depth == itemDepth:
                    strings.Add(text, bytes, file);
                    itemDepth = -1;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                    when itemDepth >= 0 && phoneticDepth < 0:
                    text.Append(reader);
                    break;
            }
        }
        return strings;
    }

    private void Add(CellText text, byte[] bytes, string file)
    {
        var length = text.ToUtf8(bytes);
        if (_starts.Count >= ImportLimits.SharedStrings || _end + length > ImportLimits.SharedStringBytes)
            throw ImportFailure.TooLarge(file, "its shared texts are more than 4 million, or more than 96 MiB");
        // A text never spans two chunks.
        if (_end + length > (long)_chunks.Count * ChunkLength)
        {
            _end = (long)_chunks.Count * ChunkLength;
            _chunks.Add(new byte[ChunkLength]);
        }
        if (length > 0)
            Buffer.BlockCopy(bytes, 0, _chunks[_chunks.Count - 1], (int)(_end % ChunkLength), length);
        // The length sits beside the start: a chunk is 20 bits, a text at most 18.
        _starts.Add((_end << 18) | (long)length);
        _end += length;
    }

    private string Decode(int index)
    {
        var packed = _starts[index];
        var start = packed >> 18;
        if ((packed & 0x3FFFF) == 0)
            return "";
        var text = Encoding.UTF8.GetString(
            _chunks[(int)(start / ChunkLength)], (int)(start % ChunkLength), (int)(packed & 0x3FFFF));
        return CellText.Unescape(text);
    }
}
