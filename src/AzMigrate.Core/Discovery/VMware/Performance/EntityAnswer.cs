using AzMigrate.Discovery.VMware.Client;
using System.Globalization;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>The values of one counter of one instance.</summary>
/// <param name="CounterKey">The server's number of the counter.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Values">A value for each sample of the answer; NaN for a gap.</param>
internal readonly record struct AnsweredSeries(int CounterKey, string Instance, double[] Values);

/// <summary>What a server answered of one entity, in its own format or as comma-separated values.</summary>
internal sealed class EntityAnswer
{
    // The answer alone tells its format: its series are of the type that the schema declares, so that servers name none.
    private readonly bool _isSeparated;

    private EntityAnswer(string nativeId, bool isSeparated)
    {
        NativeId = nativeId;
        _isSeparated = isSeparated;
    }

    /// <summary>The entity's id.</summary>
    public string NativeId { get; }

    /// <summary>
    /// Time and length of each sample. The time is its end. Some servers give the newest first, others the oldest.
    /// </summary>
    public List<(DateTimeOffset End, int Seconds)> Samples { get; } = [];

    /// <summary>The series.</summary>
    public List<AnsweredSeries> Series { get; } = [];

    /// <summary>Null when it is not about an entity.</summary>
    public static EntityAnswer? Read(VimValue value)
    {
        if (value.ReferenceOf("entity") is not { } entity)
            return null;
        var answer = new EntityAnswer(
            entity.Id, value.Type == "PerfEntityMetricCSV" || value["sampleInfoCSV"] is not null);
        foreach (var field in value.Fields)
        {
            switch (field.Name)
            {
                case "sampleInfo":
                    answer.AddSample(field.Value["timestamp"]?.Time, field.Value.LongOf("interval"));
                    break;
                case "sampleInfoCSV":
                    answer.AddSamples(field.Value.Text);
                    break;
                case "value":
                    answer.AddSeries(field.Value);
                    break;
                default:
                    break;
            }
        }

        return answer;
    }

    private void AddSamples(string text)
    {
        var parts = text.Split(',');
        for (var i = 0; i + 1 < parts.Length; i += 2)
            AddSample(XmlTime.Parse(parts[i + 1]), Whole(parts[i]));
    }

    // A sample without a readable time stays in its place, so that the values after it keep theirs; it is never used.
    private void AddSample(DateTimeOffset? end, long? seconds) => Samples.Add(
        end is { Year: > 1 } told ? (told, (int)(seconds ?? 0)) : (DateTimeOffset.MinValue, 0));

    private void AddSeries(VimValue series)
    {
        var id = series["id"];
        if (id?.LongOf("counterId") is not { } key)
            return;
        var values = new List<double>(Samples.Count);
        foreach (var value in series.All("value"))
        {
            if (!_isSeparated)
                values.Add(ValueOf(value.Text, 0, value.Text.Length));
            else if (value.Text.Length > 0)
                AddValues(values, value.Text);
        }

        Series.Add(new AnsweredSeries((int)key, id.TextOf("instance") ?? "", [.. values]));
    }

    // A month of a machine is a hundred thousand values: no object is made of each.
    private static void AddValues(List<double> values, string text)
    {
        for (var start = 0; start <= text.Length;)
        {
            var end = text.IndexOf(',', start);
            end = end < 0 ? text.Length : end;
            values.Add(ValueOf(text, start, end));
            start = end + 1;
        }
    }

    // The server writes -1 where it has no sample.
    private static double ValueOf(string text, int start, int end)
    {
        long value = 0;
        for (var i = start; i < end; i++)
        {
            if (text[i] is < '0' or > '9' || value > long.MaxValue / 20)
                return double.NaN;
            value = (value * 10) + (text[i] - '0');
        }

        return end > start ? value : double.NaN;
    }

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
