using AzMigrate.Replication;
using CsCheck;

namespace AzMigrate.Tests.Replication;

public sealed class ZerosTests
{
    [Fact]
    public void A_single_byte_anywhere_is_not_zero() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 299], Gen.Int[0, 7]).Sample((length, at, bit) =>
    {
        var bytes = new byte[length];
        Assert.True(Zeros.IsZero(bytes));
        bytes[at % length] = (byte)(1 << bit);
        Assert.False(Zeros.IsZero(bytes));
    });

    [Fact]
    public void Runs_of_data_cover_every_byte_that_is_not_zero_and_no_gap_worth_leaving_out() =>
        Gen.Select(Gen.Int[0, 1].Array[0, 40], Gen.Int[0, 4096], Gen.Int[0, 4]).Sample((pieces, cut, gapPieces) =>
        {
            var bytes = new byte[Math.Max(0, pieces.Length * 4096 - cut)];
            for (var i = 0; i < pieces.Length && i * 4096 + 3000 < bytes.Length; i++)
                bytes[i * 4096 + 3000] = (byte)pieces[i];
            var gap = 4096 << gapPieces;
            var covered = new bool[bytes.Length];
            var last = -gap;
            for (var at = 0; Zeros.NextData(bytes, at, gap) is { Length: > 0 } run; at = run.Start + run.Length)
            {
                Assert.Equal(0, run.Start % 4096);
                Assert.True(run.Start - last >= gap || last < 0);
                last = run.Start + run.Length;
                covered.AsSpan(run.Start, run.Length).Fill(true);
                Assert.False(Zeros.IsZero(bytes.AsSpan(run.Start, Math.Min(4096, run.Length))));
            }
            for (var i = 0; i < bytes.Length; i++)
                Assert.True(covered[i] || bytes[i] == 0);
        }, iter: 300);
}
