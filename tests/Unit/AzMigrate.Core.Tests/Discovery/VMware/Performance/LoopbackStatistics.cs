using System.Security;
using System.Text;
using System.Xml.Linq;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Tests.Discovery.VMware;

/// <summary>A <see cref="StatisticsServer"/> over HTTP, for a client in another process.</summary>
internal sealed class LoopbackStatistics : IDisposable
{
    private readonly StatisticsServer _statistics;
    private readonly SdkServer _server;

    public LoopbackStatistics(StatisticsServer statistics)
    {
        _statistics = statistics;
        _server = new SdkServer(Answer);
    }

    public string Address => _server.Address;

    public void Dispose() => _server.Dispose();

    private SdkAnswer Answer(SdkRequest request)
    {
        switch (request.Method)
        {
            case "RetrieveServiceContent" or "Logout":
                return new SdkAnswer { Body = Wire.Captured(request.Method) };
            case "Login":
                return new SdkAnswer { Body = Wire.Captured("Login"), Cookie = "vmware_soap_session=\"one\"; Path=/" };
        }

        var call = XDocument.Parse(request.Body).Descendants()
            .Single(element => element.Name.LocalName == request.Method);
        var answer = new StringBuilder();
        if (request.Method == "RetrievePropertiesEx")
        {
            answer.Append("<returnval>");
            foreach (var (reference, content) in _statistics.Retrieve(All(call, "obj").Select(Reference), Paths(call)))
            {
                answer.Append("<objects>");
                Write(answer, "obj", new VimValue(reference));
                foreach (var field in content.Fields)
                    Write(answer, field.Name, field.Value);
                answer.Append("</objects>");
            }

            return Wire.Ok(request.Method, answer.Append("</returnval>").ToString());
        }

        try
        {
            foreach (var value in _statistics.Serve(
                call.Elements().First().Attribute("type")!.Value, request.Method, call))
                Write(answer, "returnval", value);
            return Wire.Ok(request.Method, answer.ToString());
        }
        catch (VimFaultException fault)
        {
            return Wire.Fault(fault.FaultType, text: fault.FaultText);
        }
    }

    private static IEnumerable<XElement> All(XElement call, string name) =>
        call.Descendants().Where(element => element.Name.LocalName == name);

    private static List<string> Paths(XElement call) => All(call, "pathSet").Select(path => path.Value).ToList();

    private static MoRef Reference(XElement element) => new(element.Attribute("type")!.Value, element.Value);

    private static void Write(StringBuilder xml, string name, VimValue value)
    {
        xml.Append('<').Append(name);
        if (value.Reference is { } reference)
            xml.Append(" type=\"").Append(reference.Type).Append('"');
        else if (value.Type is { } type)
            xml.Append(" xsi:type=\"").Append(type).Append('"');
        xml.Append('>').Append(SecurityElement.Escape(value.Text));
        foreach (var field in value.Fields)
            Write(xml, field.Name, field.Value);
        xml.Append("</").Append(name).Append('>');
    }
}
