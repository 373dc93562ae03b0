namespace AzMigrate.Replication.Files;

/// <summary>Bytes that can be read anywhere, from several threads at once.</summary>
internal interface IRandomReader
{
    /// <summary>Of the file, for messages.</summary>
    string Path { get; }

    /// <summary>Bytes in all.</summary>
    long Length { get; }

    /// <summary>Fills the buffer, which an array backs; what is read must be within the length.</summary>
    void Read(long offset, Memory<byte> buffer);
}
