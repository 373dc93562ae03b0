using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AzMigrate.Hosting;

internal sealed partial class ConsoleUserInterface
{
    /// <summary>The error of a question that nobody can answer.</summary>
    public static HostException NoPrompt(string question) =>
        new(
            $"This session has no prompt, and the script asks for {question}. Give it as a parameter.",
            null, "Host.NoPrompt", ErrorCategory.ResourceUnavailable);

    public override string ReadLine()
    {
        RequirePrompt("input");
        return Console.ReadLine() ?? throw NoPrompt("input");
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequirePrompt("a secret");
        var secret = new SecureString();
        for (var key = Console.ReadKey(intercept: true);
            key.Key != ConsoleKey.Enter;
            key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }

        WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(string caption, string message,
        Collection<FieldDescription> descriptions)
    {
        RequirePrompt("'" + string.Join("', '", descriptions.Select(field => field.Name)) + "'");
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            var isSecret = field.ParameterTypeFullName == typeof(SecureString).FullName;
            answers[field.Name] = isSecret
                ? PSObject.AsPSObject(ReadLineAsSecureString()) : PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices,
        int defaultChoice)
    {
        RequirePrompt("a confirmation");
        WriteHeading(caption, message);
        var keys = choices.Select(KeyOf).ToList();
        var menu = string.Join(
            "  ", choices.Select(
                (choice, i) => $"[{keys[i]}] {choice.Label.Replace("&", "", StringComparison.Ordinal)}"));
        while (true)
        {
            Write(defaultChoice >= 0 ? $"{menu} (default is '{keys[defaultChoice]}'): " : menu + ": ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            var chosen = keys.FindIndex(key => string.Equals(key, answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
                return chosen;
        }
    }

    public override PSCredential PromptForCredential(string caption, string message, string userName,
        string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default,
            PSCredentialUIOptions.Default);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName,
        PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        RequirePrompt("a credential");
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private static void RequirePrompt(string question)
    {
        if (!ConsoleTerminal.IsInteractive)
            throw NoPrompt(question);
    }

    private void WriteHeading(string caption, string message)
    {
        foreach (var line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
                WriteLine(line);
        }
    }

    // The letter after the ampersand, else the whole label.
    private static string KeyOf(ChoiceDescription choice)
    {
        var mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length ? choice.Label.Substring(mark + 1, 1) : choice.Label;
    }
}
