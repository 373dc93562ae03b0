namespace AzMigrate.Discovery.Http;

/// <summary>
/// The names and short texts of a server's answers, each made once for all of them. Several readers may use it at once.
/// </summary>
internal sealed class XmlWords
{
    public XmlNames Names { get; } = new();

    public XmlTexts Texts { get; } = new();
}
