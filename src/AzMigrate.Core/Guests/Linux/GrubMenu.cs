using System.Globalization;
using System.Text.RegularExpressions;

namespace AzMigrate.Guests.Linux;

/// <summary>The menu that grub-mkconfig writes: entries, and submenus of them.</summary>
internal sealed partial class GrubMenu
{
    private const string EntryPattern =
        @"^(?<kind>menuentry|submenu)\s+(?:'(?<title>[^']*)'|""(?<title>[^""]*)"")(?<rest>[^{]*)\{";
    private const string IdPattern = @"(?:--id|\$menuentry_id_option)\s+'?(?<id>[^'\s]+)'?";
    private const int MaxDepth = 8;
    private readonly List<Item> _items = [];

    public static BootEntry? Default(IReadOnlyList<string> lines, string? saved)
    {
        var menu = new GrubMenu();
        menu.Parse(lines);
        var chosen = "0";
        foreach (var line in lines.TakeWhile(line => !EntryLine().IsMatch(line)))
        {
            if (!line.StartsWith("set default=", StringComparison.Ordinal) || line.Contains("next_entry"))
                continue;
            var value = line.Substring("set default=".Length).Trim('"', '\'');
            chosen = value.Contains("saved_entry") ? saved is { Length: > 0 } ? saved : "0" : value;
        }
        return Find(menu._items, chosen) ?? Find(menu._items, "0");
    }

    // A path of numbers, titles or ids between '>'.
    private static BootEntry? Find(List<Item> items, string path)
    {
        Item? found = null;
        foreach (var step in path.Split('>'))
        {
            found = int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number < items.Count ? items[number] : null
                : items.Find(item => item.Title == step || item.Id == step);
            if (found is null)
                return null;
            items = found.Items;
        }
        while (found is { IsMenu: true })
            found = found.Items.FirstOrDefault();
        return found?.Entry;
    }

    private void Parse(IReadOnlyList<string> lines)
    {
        var open = new Stack<Item>();
        foreach (var line in lines)
        {
            if (EntryLine().Match(line) is { Success: true } match && open.Count < MaxDepth)
            {
                var item = new Item(
                    match.Groups["title"].Value, IdText().Match(match.Groups["rest"].Value).Groups["id"].Value,
                    match.Groups["kind"].Value == "submenu");
                (open.Count > 0 ? open.Peek().Items : _items).Add(item);
                open.Push(item);
            }
            else if (open.Count > 0 && line == "}")
                open.Pop();
            else if (open.Count > 0)
                open.Peek().Add(line);
        }
    }

#if NET8_0_OR_GREATER
    [GeneratedRegex(EntryPattern)]
    private static partial Regex EntryLine();

    [GeneratedRegex(IdPattern)]
    private static partial Regex IdText();
#else
    private static readonly Regex EntryRegex = new(EntryPattern);
    private static readonly Regex IdRegex = new(IdPattern);

    private static Regex EntryLine() => EntryRegex;

    private static Regex IdText() => IdRegex;
#endif

    private sealed class Item(string title, string id, bool isMenu)
    {
        private string? _kernel;
        private string? _ramdisk;
        private string[] _options = [];

        public string Title => title;

        public string Id => id;

        public bool IsMenu => isMenu;

        public List<Item> Items { get; } = [];

        public BootEntry? Entry => _kernel is null ? null : new BootEntry(id, title, _kernel, _ramdisk, _options);

        // linux, linux16 and linuxefi are one to us.
        public void Add(string line)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0] is "linux" or "linux16" or "linuxefi")
                (_kernel, _options) = (words[1], words.Skip(2).ToArray());
            else if (words.Length > 1 && words[0] is "initrd" or "initrd16" or "initrdefi")
                _ramdisk = words[words.Length - 1];
        }
    }
}
