using System.Text.Json;
using System.Text.Json.Serialization;

namespace AzMigrate.Assessment;

/// <summary>A list that may be written as one value.</summary>
internal sealed class OneOrManyConverter<T> : JsonConverter<IReadOnlyList<T>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return [One(ref reader, options)];
        var values = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(One(ref reader, options));
        return values;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            ((JsonConverter<T>)options.GetConverter(typeof(T))).Write(writer, item, options);
        writer.WriteEndArray();
    }

    private static T One(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? throw new JsonException("a list holds null.")
            : ((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options)
                ?? throw new JsonException("a list holds null.");
}
