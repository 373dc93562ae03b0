using System.Xml.Linq;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Performance;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>Answers as they came over the wire, and as vCenter documents them.</summary>
public sealed class EntityAnswerTests
{
    // Recorded from the simulator of govmomi 0.24.2.
    private const string RealTime =
        """
        <returnval xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" XMLSchema-instance:type="PerfEntityMetric">
         <entity type="VirtualMachine">vm-51</entity>
         <sampleInfo><timestamp>2026-11-22T17:24:21.680550394Z</timestamp><interval>20</interval></sampleInfo>
         <sampleInfo><timestamp>2026-11-22T17:24:01.680550394Z</timestamp><interval>20</interval></sampleInfo>
         <sampleInfo><timestamp>2026-11-22T17:23:41.680550394Z</timestamp><interval>20</interval></sampleInfo>
         <value XMLSchema-instance:type="PerfMetricIntSeries">
          <id><counterId>2</counterId><instance/></id><value>391</value><value>594</value><value>419</value>
         </value>
         <value XMLSchema-instance:type="PerfMetricIntSeries">
          <id><counterId>173</counterId><instance>scsi0:0</instance></id><value>12</value><value>7</value>
         </value>
        </returnval>
        """;

    [Fact]
    public void The_normal_format_is_read_with_times_of_nine_digits()
    {
        var answer = Read(RealTime);

        Assert.Equal("vm-51", answer.NativeId);
        Assert.Equal(3, answer.Samples.Count);
        Assert.Equal((new DateTimeOffset(2026, 11, 22, 17, 24, 21, TimeSpan.Zero).AddTicks(6805503), 20),
            answer.Samples[0]);
        Assert.Equal((2, ""), (answer.Series[0].CounterKey, answer.Series[0].Instance));
        Assert.Equal([391d, 594, 419], answer.Series[0].Values);
        Assert.Equal("scsi0:0", answer.Series[1].Instance);
        Assert.Equal([12d, 7], answer.Series[1].Values);
    }

    [Fact]
    public void Comma_separated_values_are_read_and_what_is_no_value_is_a_gap()
    {
        var answer = Read(
            """
            <returnval xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="PerfEntityMetricCSV">
             <entity type="VirtualMachine">vm-7</entity>
             <sampleInfoCSV>300,2026-03-01T23:55:00Z,300,2026-03-02T00:00:00+00:00,300,2026-03-02T01:05:00+01:00,300,x</sampleInfoCSV>
             <value><id><counterId>9</counterId><instance>4000</instance></id><value>0,-1,12,5</value></value>
             <value xsi:type="PerfMetricSeriesCSV"><id><counterId>9</counterId><instance>4001</instance></id><value>,-7,99999999999999999999,1</value></value>
             <value xsi:type="PerfMetricSeriesCSV"><id><counterId>9</counterId><instance>4002</instance></id><value/></value>
            </returnval>
            """);

        var midnight = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            [(midnight.AddMinutes(-5), 300), (midnight, 300), (midnight.AddMinutes(5), 300),
                (DateTimeOffset.MinValue, 0)], answer.Samples);
        Assert.Equal([0, double.NaN, 12, 5], answer.Series[0].Values);
        Assert.Equal([double.NaN, double.NaN, double.NaN, 1], answer.Series[1].Values);
        Assert.Empty(answer.Series[2].Values);
    }

    [Fact]
    public void A_sample_from_the_beginning_of_time_is_no_sample()
    {
        var answer = Read(
            """
            <returnval xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="PerfEntityMetricCSV">
             <entity type="VirtualMachine">vm-7</entity>
             <sampleInfoCSV>20,0001-01-01T00:00:00Z</sampleInfoCSV>
             <value><id><counterId>9</counterId><instance/></id><value>1</value></value>
            </returnval>
            """);
        Assert.Equal([(DateTimeOffset.MinValue, 0)], answer.Samples);
    }

    private static EntityAnswer Read(string xml) => EntityAnswer.Read(ValueOf(XElement.Parse(xml)))!;

    private static VimValue ValueOf(XElement element)
    {
        var type = element.Attributes().FirstOrDefault(attribute =>
            attribute.Name == XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance"))?.Value;
        if (element.Attribute("type") is { } reference)
            return new VimValue(new MoRef(reference.Value, element.Value));
        return element.HasElements
            ? new VimValue(type, "",
                element.Elements().Select(each => new VimField(each.Name.LocalName, ValueOf(each))).ToList())
            : new VimValue(type, element.Value);
    }
}
