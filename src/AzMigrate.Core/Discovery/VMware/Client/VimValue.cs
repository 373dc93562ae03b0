using System.Globalization;
using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A named part of a <see cref="VimValue"/>.</summary>
internal readonly record struct VimField(string Name, VimValue Value);

/// <summary>
/// A value of an answer: a scalar, a reference, or an object or array with fields. Types that are not known pass
/// through: nothing here knows the schema.
/// </summary>
internal sealed class VimValue
{
    private readonly string? _type;
    private readonly bool _isReference;
    private readonly VimField[] _fields;

    public VimValue(string? type, string text, IReadOnlyCollection<VimField>? fields = null)
    {
        _type = type;
        Text = text;
        _fields = fields as VimField[] ?? fields?.ToArray() ?? [];
    }

    public VimValue(MoRef reference)
        : this(reference.Type, reference.Id) => _isReference = true;

    /// <summary>The type that the answer tells, without its prefix; null where it tells none.</summary>
    public string? Type => _isReference ? "ManagedObjectReference" : _type;

    /// <summary>Text of a scalar or reference; empty for objects and arrays.</summary>
    public string Text { get; }

    /// <summary>The reference, where it is one.</summary>
    public MoRef? Reference => _isReference ? new MoRef(_type!, Text) : null;

    /// <summary>Fields of an object in the answer's order; the items of an array.</summary>
    public IReadOnlyList<VimField> Fields => _fields;

    /// <summary>The first field of that name; null where there is none.</summary>
    public VimValue? this[string name]
    {
        [MethodImpl(Compiled.AtOnce)]
        get
        {
            foreach (var field in _fields)
            {
                if (field.Name == name)
                    return field.Value;
            }
            return null;
        }
    }

    /// <summary>All fields of that name.</summary>
    public IEnumerable<VimValue> All(string name)
    {
        foreach (var field in _fields)
        {
            if (field.Name == name)
                yield return field.Value;
        }
    }

    /// <summary>The items of an array, whatever the element's name is.</summary>
    public IEnumerable<VimValue> Items => _fields.Select(item => item.Value);

    /// <summary>Text of a field; null where it is absent or empty.</summary>
    public string? TextOf(string name) => this[name]?.Text is { Length: > 0 } text ? text : null;

    /// <summary>Reference in a field.</summary>
    public MoRef? ReferenceOf(string name) => this[name]?.Reference;

    /// <summary>Whole number in a field; null where it is absent or none.</summary>
    public long? LongOf(string name) => this[name]?.Long;

    /// <summary>Truth value in a field.</summary>
    public bool? BoolOf(string name) => this[name]?.Bool;

    /// <summary>The value as a whole number; null when it is none.</summary>
    public long? Long =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number : null;

    /// <summary>The value as a truth value; null when it is none.</summary>
    public bool? Bool => Text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    /// <summary>The value as a time in UTC; null when it is none.</summary>
    public DateTimeOffset? Time => XmlTime.Parse(Text);
}
