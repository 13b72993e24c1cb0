using System.Collections.Immutable;

namespace Graft;

/// <summary>Some photos as the tensors that a network takes.</summary>
/// <param name="Photos">Those that could be read.</param>
/// <param name="Tensors">One for each of them.</param>
/// <param name="Skipped">Those that could not.</param>
internal sealed record PhotoTensors(ImmutableArray<ImageFile> Photos, ImmutableArray<float[]> Tensors, ImmutableArray<SkippedImage> Skipped)
{
    /// <summary>Values that are held at most, however large the pictures are: 1 GB.</summary>
    private const long MostValues = 1 << 28;

    /// <summary>How many of so many photos are held.</summary>
    public static int Fitting(int count, Preprocessing preprocessing) => (int)Math.Clamp(MostValues / preprocessing.TensorLength, 1, Math.Max(1, count));

    /// <summary>Reads them.</summary>
    /// <param name="images">The list that they are of.</param>
    /// <param name="photos">Which of them.</param>
    /// <param name="preprocessing">What becomes of them.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Is told how far it has come, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<PhotoTensors> ReadAsync(
        ImageSet images, ImmutableArray<ImageFile> photos, Preprocessing preprocessing, int threads, Action<double> progress, CancellationToken cancellationToken)
    {
        var preprocessor = new Preprocessor(preprocessing);
        var options = new ImageReaderOptions { AlphaBackground = preprocessing.AlphaBackground, RentsPixels = true };
        var read = ImmutableArray.CreateBuilder<ImageFile>();
        var tensors = ImmutableArray.CreateBuilder<float[]>();
        var skipped = ImmutableArray.CreateBuilder<SkippedImage>();
        var work = OrderedWork.RunAsync(photos, ThreadOptions.Count(threads), 2 * ThreadOptions.Count(threads), Read, cancellationToken);
        await foreach (var (photo, tensor, reason) in work.ConfigureAwait(false))
        {
            if (tensor is null)
            {
                skipped.Add(new SkippedImage(photo.Path, reason));
            }
            else
            {
                read.Add(photo);
                tensors.Add(tensor);
            }

            progress((read.Count + skipped.Count) / (double)photos.Length);
        }

        return new PhotoTensors(read.ToImmutable(), tensors.ToImmutable(), skipped.ToImmutable());

        (ImageFile Photo, float[]? Tensor, string Reason) Read(ImageFile photo)
        {
            try
            {
                var picture = images.Content.Read(photo, options);
                var tensor = new float[preprocessing.TensorLength];
                preprocessor.Apply(picture, tensor);
                picture.Return();
                return (photo, tensor, "");
            }
            catch (ImageReadException e)
            {
                return (photo, null, e.Reason);
            }
        }
    }

    /// <summary>Whether a picture has but one colour.</summary>
    public static bool IsBlank(ReadOnlySpan<float> tensor, Preprocessing preprocessing)
    {
        const int Channels = 3;
        var (planes, step) = preprocessing.Layout == TensorLayout.Chw ? (Channels, tensor.Length / Channels) : (1, Channels);
        for (var plane = 0; plane < planes; plane++)
        {
            if (planes == Channels ? tensor.Slice(plane * step, step).ContainsAnyExcept(tensor[plane * step]) : !tensor[..^Channels].SequenceEqual(tensor[Channels..]))
                return false;
        }

        return true;
    }
}
