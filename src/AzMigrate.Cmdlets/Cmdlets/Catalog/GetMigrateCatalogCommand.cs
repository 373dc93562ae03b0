using System.Management.Automation;
using AzMigrate.Catalog;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Gets the book of Azure facts that assessments use: its date, its counts, its regions and its gaps.
/// </summary>
/// <remarks>
/// The book is part of the module: sizes, disk tiers and prices, each with its source and date. It needs no network.
/// </remarks>
/// <example>
/// <code>Get-MigrateCatalog</code>
/// <para>Shows the book's date and counts.</para>
/// </example>
/// <example>
/// <code>(Get-MigrateCatalog).Regions | Where-Object DisplayName -like '*Europe*'</code>
/// <para>Lists regions of the book.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigrateCatalog")]
[OutputType(typeof(Catalogue))]
public sealed class GetMigrateCatalogCommand : MigrateCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(Catalogue.Embedded);
}
