using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Graft.Cli.Serve;

/// <summary>Takes the photos out of a request: its body is one, or multipart/form-data with several. Nothing goes to the disk.</summary>
internal sealed class UploadReader(ServeOptions options)
{
    private const int BoundaryLimit = 200;
    private const int NameLimit = 200;

    // What is said of a length is believed only as far as this.
    private const int FirstRoom = 1 << 18;

    private readonly UploadBudget _budget = new(ServeOptions.UploadBytes);

    /// <summary>For one request, as long as its photos are in memory.</summary>
    public UploadBudget.Share OpenShare() => _budget.Open();

    /// <exception cref="ProblemException">The body is empty, too long, or not in its own format, or too much is being sent at once.</exception>
    public async Task<List<PhotoUpload>> ReadAsync(HttpRequest request, UploadBudget.Share share, CancellationToken cancellationToken)
    {
        var photos = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await ReadPartsAsync(request, type, share, cancellationToken).ConfigureAwait(false)
            : [await ReadWholeAsync(request, share, cancellationToken).ConfigureAwait(false)];
        return photos.Count > 0 ? photos : throw new ProblemException(StatusCodes.Status400BadRequest, "There is no photo in the form; send at least one file.");
    }

    private static async Task<PhotoUpload> ReadWholeAsync(HttpRequest request, UploadBudget.Share share, CancellationToken cancellationToken)
    {
        if (request.ContentLength > ServeOptions.ImageBytes)
            throw TooLong();
        var photo = await ReadPhotoAsync(null, request.Body, request.ContentLength, share, cancellationToken).ConfigureAwait(false);
        if (photo.IsTooLong)
            throw TooLong();
        return photo.Content.Length > 0 ? photo : throw new ProblemException(StatusCodes.Status400BadRequest, "The body is empty; send an image file, or a form with files.");
    }

    private async Task<List<PhotoUpload>> ReadPartsAsync(HttpRequest request, MediaTypeHeaderValue type, UploadBudget.Share share, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > BoundaryLimit)
            throw new ProblemException(StatusCodes.Status400BadRequest, "The form has no boundary, or one that is too long.");
        var reader = new MultipartReader(boundary, request.Body);
        var photos = new List<PhotoUpload>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.IsFileDisposition())
                    continue;
                if (photos.Count == options.PhotosPerRequest)
                    throw new ProblemException(StatusCodes.Status413PayloadTooLarge, $"A request takes at most {options.PhotosPerRequest} photos; send more than one request.");
                var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
                photos.Add(await ReadPhotoAsync(name?[..Math.Min(name.Length, NameLimit)], section.Body, null, share, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "The form is damaged or was cut off.");
        }

        return photos;
    }

    /// <summary>Reads to the end, but keeps no more than an image may have.</summary>
    private static async Task<PhotoUpload> ReadPhotoAsync(string? name, Stream body, long? length, UploadBudget.Share share, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>((int)Math.Clamp(length ?? 0, 1 << 12, FirstRoom));
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        var total = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            total += read.Buffer.Length;
            if (total <= ServeOptions.ImageBytes)
            {
                share.Take(read.Buffer.Length);
                foreach (var part in read.Buffer)
                    content.Write(part.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return total <= ServeOptions.ImageBytes ? new PhotoUpload(name, content.WrittenMemory, false) : new PhotoUpload(name, default, true);
        }
    }

    private static ProblemException TooLong() =>
        new(StatusCodes.Status413PayloadTooLarge, TooLongText);

    /// <summary>Said of an image file that is too long.</summary>
    public static string TooLongText => $"The image file is longer than {ServeOptions.ImageBytes / 1_000_000} MB.";
}
