namespace AzMigrate.Reporting.Excel;

/// <summary>The cell formats of the workbook; the number is the index in <see cref="StylesPart"/>.</summary>
internal enum CellStyle
{
    /// <summary>As the workbook's font has it.</summary>
    General,

    /// <summary>Whole number.</summary>
    Count,

    /// <summary>Two decimals; money too.</summary>
    Number,

    /// <summary>Head of a table.</summary>
    Heading,

    /// <summary>Head of a column of figures.</summary>
    HeadingFigure,

    /// <summary>Title of the summary.</summary>
    Title,

    /// <summary>What stands below the title.</summary>
    Subtitle,

    /// <summary>What a big figure is.</summary>
    CardLabel,

    /// <summary>Big whole number.</summary>
    CardCount,

    /// <summary>Big amount of money.</summary>
    CardMoney,

    /// <summary>Big share.</summary>
    CardShare,

    /// <summary>Big text.</summary>
    CardText,

    /// <summary>Head of a part of the summary.</summary>
    Section,

    /// <summary>Head of a column of figures in the summary.</summary>
    SectionFigure,

    /// <summary>Name of a value in the summary.</summary>
    Label,

    /// <summary>Text in the summary.</summary>
    Value,

    /// <summary>Whole number in the summary.</summary>
    ValueCount,

    /// <summary>Money in the summary.</summary>
    ValueMoney,

    /// <summary>Share in the summary.</summary>
    ValueShare,

    /// <summary>Name of a total.</summary>
    TotalLabel,

    /// <summary>Total of whole numbers.</summary>
    TotalCount,

    /// <summary>Total of money.</summary>
    TotalMoney,

    /// <summary>Total of shares.</summary>
    TotalShare,

    /// <summary>Wrapped sentence.</summary>
    Note,
}
