using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>Opens a part's XML: no DTD, no entities, no resolver, and bounded tokens, names and depth.</summary>
internal static class PartXml
{
    public static XmlReader Open(Stream part, string file)
    {
        var text = new TokenGuard(new StreamReader(part, new UTF8Encoding(false), true, 64 * 1024), file);
        return XmlReader.Create(text, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CloseInput = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CheckCharacters = false,
            NameTable = new BoundedNames(file),
        });
    }

    /// <summary>Moves on; ends the reading when elements nest deeper than a workbook's do.</summary>
    public static bool ReadNext(this XmlReader reader, string file)
    {
        if (!reader.Read())
            return false;
        if (reader.Depth > ImportLimits.XmlDepth)
            throw ImportFailure.Corrupt(file, "its elements are nested too deep");
        return true;
    }

    /// <summary>
    /// An XML reader holds a tag in memory as a whole; this bounds a tag, which cannot hold a '&lt;'.
    /// </summary>
    private sealed class TokenGuard : TextReader
    {
        private readonly TextReader _inner;
        private readonly string _file;
        private int _sinceTag;

        public TokenGuard(TextReader inner, string file)
        {
            _inner = inner;
            _file = file;
        }

        public override int Read(char[] buffer, int index, int count)
        {
            var read = _inner.Read(buffer, index, Math.Min(count, 64 * 1024));
            if (read <= 0)
                return read;
            var first = Array.IndexOf(buffer, '<', index, read);
            _sinceTag += first < 0 ? read : first - index;
            if (_sinceTag > ImportLimits.XmlTokenCharacters)
                throw ImportFailure.TooLarge(_file, "a cell or a tag is longer than 500,000 characters");
            if (first >= 0)
                _sinceTag = index + read - Array.LastIndexOf(buffer, '<', index + read - 1, read);
            return read;
        }

        public override int Read()
        {
            var one = new char[1];
            return Read(one, 0, 1) == 1 ? one[0] : -1;
        }

        public override int Peek() => _inner.Peek();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>An XML reader keeps every name it has seen; a workbook has about a hundred.</summary>
    private sealed class BoundedNames : XmlNameTable
    {
        private const int MaxNames = 20_000;
        private readonly NameTable _names = new();
        private readonly string _file;
        private int _count;

        public BoundedNames(string file) => _file = file;

        public override string Add(char[] array, int offset, int length) =>
            _names.Get(array, offset, length) ?? Counted(_names.Add(array, offset, length));

        public override string Add(string array) => _names.Get(array) ?? Counted(_names.Add(array));

        public override string? Get(char[] array, int offset, int length) => _names.Get(array, offset, length);

        public override string? Get(string array) => _names.Get(array);

        private string Counted(string name)
        {
            if (++_count > MaxNames)
                throw ImportFailure.Corrupt(_file, "it has more than 20,000 different names of elements");
            return name;
        }
    }
}
