using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AzMigrate.Assessment;

/// <summary>
/// Settings as JSON files: property names as in <see cref="AssessmentSettings"/>, in any case; comments and trailing
/// commas are allowed, unknown properties and values are errors.
/// </summary>
public static class AssessmentSettingsFile
{
    private const string Code = "Assessment.SettingsFileInvalid";

    // By reflection: generated readers would forget the defaults of what a file leaves out.
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        NewLine = "\n",
        Converters =
        {
            new JsonStringEnumConverter<SizingCriterion>(null, false),
            new JsonStringEnumConverter<PerformanceHistory>(null, false),
            new JsonStringEnumConverter<StorageType>(null, false),
            new JsonStringEnumConverter<SavingsOption>(null, false),
            new JsonStringEnumConverter<AzureOffer>(null, false),
            new JsonStringEnumConverter<Inventory.MachineEnvironment>(null, false),
            new JsonStringEnumConverter<SecurityOffering>(null, false),
            new OneOrManyConverter<string>(),
            new OneOrManyConverter<SavingsOption>(),
            new UtcTimeConverter(),
        },
    };

    /// <summary>Reads a settings file in UTF-8.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="MigrateException">
    /// <c>Assessment.SettingsFileInvalid</c>; the message names line and property.
    /// </exception>
    public static AssessmentSettings Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                Code, $"The settings file can't be read: {failure.Message}", "Check the path and the rights to it.",
                path, failure);
        }

        return Parse(text, path);
    }

    /// <summary>Settings from JSON text.</summary>
    /// <exception cref="MigrateException">
    /// <c>Assessment.SettingsFileInvalid</c>; the message names line and property.
    /// </exception>
    public static AssessmentSettings Parse(string json) =>
        Parse(json ?? throw new ArgumentNullException(nameof(json)), null);

    /// <summary>JSON text of settings that <see cref="Parse(string)"/> reads.</summary>
    public static string ToJson(AssessmentSettings settings) =>
        JsonSerializer.Serialize(settings ?? throw new ArgumentNullException(nameof(settings)), Json);

    private static AssessmentSettings Parse(string json, string? path)
    {
        try
        {
            return JsonSerializer.Deserialize<AssessmentSettings>(json, Json)
                ?? throw new JsonException("The settings are null.");
        }
        catch (JsonException failure)
        {
            throw new MigrateException(
                Code, $"The settings{PlaceOf(failure)} are not valid: {ReasonOf(failure)}",
                "Correct the file; the settings' names and values are in the help.", path, failure);
        }
    }

    private static string PlaceOf(JsonException failure)
    {
        var place = string.Empty;
        if (failure.LineNumber is long line)
            place += FormattableString.Invariant($" at line {line + 1}");
        if (failure.Path is { Length: > 2 } property)
            place += $" in '{property.Substring(2)}'";
        return place;
    }

    // The serializer's messages name .NET types and end with its own place.
    private static string ReasonOf(JsonException failure)
    {
        if (failure.Message.StartsWith("The JSON property '", StringComparison.Ordinal)
            || failure.Message.StartsWith("Duplicate property '", StringComparison.Ordinal))
        {
            return $"'{failure.Message.Split('\'')[1]}' is no setting, or is there twice.";
        }

        if (failure.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return "the value is none that this setting has.";
        if (failure.Message.Contains("missing required properties"))
            return "'location' is missing.";
        var end = failure.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? failure.Message : failure.Message.Substring(0, end);
    }
}
