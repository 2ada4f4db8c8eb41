using Platform.Storage.Relations;
using Xunit;

namespace Platform.Parser.Tests.Relations;

public sealed class RelationTests
{
    [Fact]
    public void Of_labelled_pairs_those_of_one_statement_are_linked_and_no_others()
    {
        var quality = RelationQuality.Of(LabelledPairs.Make(120));

        Assert.Equal(1, quality.Precision);
        Assert.InRange(quality.Recall, 0.97, 1);
        Assert.All(["typography", "reordered", "shortened"], kind => Assert.Equal(1, quality.Shares[kind]));
        Assert.InRange(quality.Shares["page_and_pdf"], 0.98, 1);
    }

    [Theory]
    [InlineData("The QUAY, and the sea!", "the quay and the sea")]
    [InlineData("Straße\u00ADn am Café", "straßen am cafe\u0301")]
    [InlineData("ﬁnal oﬀer", "final offer")]
    [InlineData("港口 开放", "港口开放")]
    public void Texts_of_the_same_words_are_the_same(string one, string other) => Assert.Equal(TextWords.Of(one).Hash, TextWords.Of(other).Hash);

    [Theory]
    [InlineData("the quay and the sea", "the sea and the quay")]
    [InlineData("top set", "tops et")]
    [InlineData("berth 12", "berth 13")]
    public void Texts_of_other_words_are_not(string one, string other) => Assert.NotEqual(TextWords.Of(one).Hash, TextWords.Of(other).Hash);

    [Theory]
    [InlineData("")]
    [InlineData("— … !")]
    public void A_text_without_words_is_the_same_as_no_other(string text) => Assert.Null(TextWords.Of(text).Hash);

    [Fact]
    public void A_text_of_few_words_has_no_signature_and_a_cut_through_a_character_is_no_error()
    {
        Assert.Null(Fingerprint.Of(Guid.Empty, "Not found. Go back to the first page.").Signature);
        Assert.NotNull(Fingerprint.Of(Guid.Empty, new string('a', TextWords.MaxLength - 1) + "\U0001F600 and more").TextHash);
    }

    [Fact]
    public void A_signature_estimates_what_two_texts_have_in_common()
    {
        var random = new Random(1);
        var errors = Enumerable.Range(0, 400).Select(_ =>
        {
            var (one, other) = (Numbers(random, 300), Numbers(random, 300));
            ulong[] common = [.. one.Take(random.Next(300)), .. other];
            Array.Sort(common);
            var (likeness, estimate) = (Shingles.Likeness(Sorted(one), common), MinHash.Estimate(MinHash.Of(one), MinHash.Of(common)));
            return likeness - estimate;
        }).ToList();

        Assert.InRange(errors.Average(), -0.02, 0.02);
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), 0.02, 0.075);

        static ulong[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64() * 2654435761)];

        static ulong[] Sorted(ulong[] numbers) => [.. numbers.Order()];
    }

    [Fact]
    public void A_stored_signature_is_read_as_it_was()
    {
        var signature = MinHash.Of([1, 2UL << 40, 3UL << 50])!;

        Assert.Equal(signature, MinHash.Read(MinHash.Write(signature)));
        Assert.Equal(MinHash.Bands, MinHash.Keys(signature).Distinct().Count());
    }
}
