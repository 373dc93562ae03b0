using System.Globalization;
using System.Text;
using System.Xml;
using AzMigrate.Discovery.Http;
using CsCheck;

namespace AzMigrate.Tests.Discovery.Http;

/// <summary>Our reader of answers beside the framework's.</summary>
public sealed class AnswerXmlTests
{
    private static readonly Gen<string> Word = Of(
        "a", "true", " ", "\n", "x &amp; y", "&lt;&gt;&quot;&apos;", "&#233;&#x1F600;", "größer", "日本", "\r\n",
        "]", "a>b",
        "0123456789012345678901234567890123456789", "<![CDATA[ <b>&amp;\r\n ]]>", "<!-- <c> - >-->", "<?p i?>");

    private static readonly Gen<string> Attribute = Of(
        "", " type=\"VirtualMachine\"", " xsi:type='xsd:string'",
        " xmlns:q=\"urn:q\" q:type=\"a &amp; &quot;b&quot;>\"",
        "\n\txsi:nil = \"true\" type=''", " xmlns=\"urn:other\"");

    private static readonly Gen<string> Name = Of("val", "propSet", "größe", "xsi:a", "_x-1.2", "e");

    private static readonly Gen<string> Element = Gen.Recursive<string>((depth, element) => Gen.Select(
        Name, Attribute, Gen.OneOf(Word, depth < 4 ? element : Word).Array[0, 5], Gen.Bool,
        (name, attribute, content, isEmpty) => isEmpty
            ? $"<{name}{attribute}/>" : $"<{name}{attribute} >{string.Concat(content)}</{name}\n>"));

    private static readonly Gen<string> Document = Gen.Select(
        Of("", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "\uFEFF", "<!--a-->"), Element,
        (start, element) => $"{start}<root xmlns:xsi=\"urn:i\" xmlns=\"urn:r\">{element}</root>\n<!--end-->");

    [Fact]
    public void It_reads_what_the_frameworks_reader_reads() => Document.Sample(document =>
    {
        Assert.Equal(Theirs(document), Ours(document, int.MaxValue));
        Assert.Equal(Theirs(document), Ours(document, 1));
    });

    [Fact]
    public void What_is_damaged_is_read_as_the_framework_does_or_refused() => Gen.Select(
        Document, Gen.Int[0, 10_000], Of("", "<", ">", "&", "\"", "/", "!", "\u0001", "=")).Sample((document, at, by) =>
    {
        var damaged = document.Remove(at % document.Length, 1).Insert(at % document.Length, by);
        if (Ours(damaged, 7) is { } ours && Theirs(damaged) is { } theirs)
            Assert.Equal(theirs, ours);
    });

    [Fact]
    public void Skipping_ends_behind_the_element() => Document.Sample(document =>
    {
        using var xml = Open(document, 3);
        Assert.True(xml.Read());
        xml.Skip();
        Assert.Equal(XmlPart.None, xml.Part);
        Assert.False(xml.Read());
    });

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("<a></a")]
    [InlineData("<a><b></a></b>")]
    [InlineData("<a/><b/>")]
    [InlineData("<a/>b")]
    [InlineData("</a>")]
    [InlineData("<a b/>")]
    [InlineData("<a b=c/>")]
    [InlineData("<a b='1'c='2'/>")]
    [InlineData("<a b='1' b='2'/>")]
    [InlineData("<a b='<'/>")]
    [InlineData("<a b='1/>")]
    [InlineData("<1/>")]
    [InlineData("< a/>")]
    [InlineData("<a:b:c/>")]
    [InlineData("<a>&b;</a>")]
    [InlineData("<a>&#x110000;</a>")]
    [InlineData("<a>&#99999999999;</a>")]
    [InlineData("<a>& b</a>")]
    [InlineData("<a><![CDATA[</a>")]
    [InlineData("<a><!-- </a>")]
    [InlineData("<a><!ELEMENT b></a>")]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")]
    [InlineData("<p:a/>")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><a/>")]
    public void What_is_no_XML_is_refused(string text) => Assert.Null(Ours(text, 2));

    [Fact]
    public void Another_encoding_is_refused()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            using var xml = new AnswerXml(new MemoryStream([.. encoding.GetPreamble(), .. encoding.GetBytes("<a/>")]));
            Assert.Throws<XmlException>(() => xml.Read());
        }
    }

    [Fact]
    public void An_element_of_a_thousand_attributes_is_refused()
    {
        var attributes = string.Concat(
            Enumerable.Range(0, 1000).Select(i => FormattableString.Invariant($" a{i}='1'")));
        Assert.Null(Ours($"<a{attributes}/>", int.MaxValue));
    }

    [Fact]
    public void More_names_than_are_kept_are_read_all_the_same()
    {
        var elements = string.Concat(
            Enumerable.Range(0, 10_000).Select(i => FormattableString.Invariant($"<e{i}></e{i}>")));
        Assert.Equal(20_002, Ours($"<a>{elements}</a>", int.MaxValue)!.Count);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_become_the_replacement_character()
    {
        using var xml = new AnswerXml(new MemoryStream([.. "<a>b"u8, 0xC3, .. "c</a>"u8]));
        Assert.True(xml.Read() && xml.Read());
        Assert.Equal("b\uFFFDc", xml.Text);
    }

    [Fact]
    public void References_to_control_characters_pass()
    {
        using var xml = Open("<a>b&#11;c&#x1;</a>", 1);
        Assert.True(xml.Read() && xml.Read());
        Assert.Equal("b\vc\u0001", xml.Text);
    }

    [Fact]
    public void A_text_longer_than_the_buffer_is_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        using var xml = Open($"<a>{text}</a>", 4096);
        Assert.True(xml.Read() && xml.Read());
        Assert.Equal(text, xml.Text);
    }

    [Fact]
    public void An_attribute_twice_is_refused_also_with_a_name_too_long_to_be_kept()
    {
        var name = new string('n', 500);
        Assert.NotNull(Ours($"<a {name}='1'/>", 100));
        Assert.Null(Ours($"<a {name}='1' {name}='2'/>", 100));
    }

    [Fact]
    public async Task Readers_that_share_words_read_what_each_would_alone()
    {
        var words = new XmlWords();
        var readers = Enumerable.Range(0, 8).Select(reader => Task.Run(() =>
        {
            for (var document = 0; document < 300; document++)
            {
                var texts = Enumerable.Range(0, 50).Select(i => FormattableString.Invariant($"{reader}/{document * i}"))
                    .ToList();
                var elements = string.Concat(texts.Select((text, i) =>
                    FormattableString.Invariant($"<e{i}{reader}>{text}</e{i}{reader}>")));
                using var xml = new AnswerXml(new MemoryStream(Encoding.UTF8.GetBytes($"<a>{elements}</a>")), words);
                var read = new List<string>();
                while (xml.Read())
                {
                    if (xml.Part == XmlPart.Text)
                        read.Add(xml.Text);
                }
                Assert.Equal(texts, read);
            }
        }));
        await Task.WhenAll(readers);
    }

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static AnswerXml Open(string text, int most) => new(new Dripping(Encoding.UTF8.GetBytes(text), most));

    /// <summary>What there is to read; null when it is refused.</summary>
    private static List<string>? Ours(string text, int most)
    {
        var parts = new List<string>();
        using var xml = Open(text, most);
        try
        {
            while (xml.Read())
            {
                Add(parts, xml.Depth, xml.Part switch
                {
                    XmlPart.Text => xml.Text,
                    XmlPart.Start => $"<{xml.Namespace}|{xml.Name}|{xml.Attribute("type")}|{xml.Attribute("type", "urn:i")}"
                        + $"|{xml.Attribute("type", "urn:q")}|{xml.Attribute("nil", "urn:i")}"
                        + (xml.IsEmpty ? "/" : ""),
                    _ => ">" + xml.Namespace + xml.Name,
                }, xml.Part == XmlPart.Text);
            }
            return parts;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static List<string>? Theirs(string text)
    {
        var parts = new List<string>();
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = false,
            IgnoreWhitespace = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text)), settings);
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.XmlDeclaration)
                    continue;
                var isText = xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA;
                Add(parts, xml.Depth, isText ? xml.Value : xml.NodeType == XmlNodeType.Element
                    ? $"<{xml.NamespaceURI}|{xml.LocalName}|{xml.GetAttribute("type")}|{xml.GetAttribute("type", "urn:i")}"
                        + $"|{xml.GetAttribute("type", "urn:q")}|{xml.GetAttribute("nil", "urn:i")}"
                        + (xml.IsEmptyElement ? "/" : "")
                    : ">" + xml.NamespaceURI + xml.LocalName, isText);
            }
            return parts;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Where a text is cut into parts is not told, as its reader joins them.
    private static void Add(List<string> parts, int depth, string part, bool isText)
    {
        var text = FormattableString.Invariant($"{depth}\"");
        if (isText && parts.Count > 0 && parts[^1].StartsWith(text, StringComparison.Ordinal))
            parts[^1] += part;
        else
            parts.Add(isText ? text + part : FormattableString.Invariant($"{depth}{part}"));
    }

    /// <summary>Gives a number of bytes at a time.</summary>
    private sealed class Dripping(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            base.Read(buffer, offset, Math.Min(count, most));
    }
}
