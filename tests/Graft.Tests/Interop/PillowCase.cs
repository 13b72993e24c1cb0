using System.Text;
using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>A picture, what to do with it, and what Pillow and numpy made of it.</summary>
internal sealed record PillowCase(
    string Name, Preprocessing Preprocessing, RgbImage Source, byte[] ExpectedPicture, float[] ExpectedTensor)
{
    /// <summary>What else the script says of it.</summary>
    public double[] Numbers { get; init; } = [];

    /// <summary>Runs a Python script that ends in calls of <c>emit</c>, one process for all its cases.</summary>
    public static IEnumerable<PillowCase> From(string script, params string[] arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Oracle.PythonText("PIL, numpy", Prelude + script, [file, .. arguments]);
            using var reader = new BinaryReader(File.OpenRead(file));
            while (reader.BaseStream.Position < reader.BaseStream.Length)
                yield return Read(reader);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static PillowCase Read(BinaryReader reader)
    {
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(Block(reader)));
        var size = header.RootElement.GetProperty("size");
        var source = new RgbImage(size[0].GetInt32(), size[1].GetInt32(), Block(reader));
        var picture = Block(reader);
        var bytes = Block(reader);
        var tensor = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, tensor, 0, bytes.Length);
        var preprocessing = header.RootElement.GetProperty("preprocessing").GetRawText();
        return new(preprocessing, Preprocessing.FromJson(preprocessing), source, picture, tensor)
        {
            Numbers = [.. header.RootElement.GetProperty("numbers").EnumerateArray().Select(number => number.GetDouble())],
        };
    }

    private static byte[] Block(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    // emit(picture, result, tensor, numbers, preprocessing): each block with its length before it.
    private const string Prelude = """
        import json, random, struct, sys
        import numpy as np
        from PIL import Image, ImageEnhance, ImageOps

        out = open(sys.argv[1], 'wb')
        rng = random.Random(20260)
        noise = np.random.default_rng(20260)
        filters = {'nearest': 0, 'lanczos': 1, 'bilinear': 2, 'bicubic': 3}

        def block(data):
            out.write(struct.pack('<i', len(data)))
            out.write(data)

        def emit(picture, result, tensor=None, numbers=(), **preprocessing):
            preprocessing = {'width': result.width, 'height': result.height, **preprocessing}
            block(json.dumps({'size': picture.size, 'preprocessing': preprocessing, 'numbers': numbers}).encode())
            block(picture.tobytes())
            block(result.tobytes())
            block(b'' if tensor is None else tensor.tobytes())

        def random_picture(width, height):
            kind = rng.randrange(3)
            values = noise.integers(0, 256, (height, width, 3), dtype=np.uint8)
            if kind == 1:
                values = (values & 1) * np.uint8(255)
            elif kind == 2:
                # Bars, the pattern on which negative lobes overshoot most.
                values[:] = (np.arange(width) // rng.randint(1, 5) % 2 * 255).astype(np.uint8)[None, :, None]
                if rng.random() < 0.5:
                    values[:] = (np.arange(height) // rng.randint(1, 5) % 2 * 255).astype(np.uint8)[:, None, None]
            return Image.fromarray(values)

        def open_rgb(path):
            return Image.open(path).convert('RGB')


        """;
}
