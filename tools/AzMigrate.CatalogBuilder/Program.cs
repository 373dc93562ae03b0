using AzMigrate.Catalog;
using AzMigrate.CatalogBuilder;

// dotnet run --project tools/AzMigrate.CatalogBuilder -- build  data/catalog src/AzMigrate.Core/Catalog/catalogue.bin
// dotnet run --project tools/AzMigrate.CatalogBuilder -- import FOLDER data/catalog
switch (args)
{
    case ["build", var folder, var book]:
        var content = CatalogueWriter.Write(CatalogueContent.Of(new CatalogueCsv(folder).Read()));
        var packed = EmbeddedBook.Pack(content);
        File.WriteAllBytes(book, packed);
        Console.WriteLine($"{book}: {packed.Length:N0} bytes, {content.Length:N0} unpacked.");
        return 0;
    case ["import", var from, var to]:
        new CollectedFacts(from, to).Import();
        return 0;
    default:
        Console.Error.WriteLine("Usage: build FOLDER BOOK | import COLLECTED FOLDER");
        return 2;
}
