using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Varied photos against what Pillow makes of the same numbers.</summary>
public sealed class AugmentationInteropTests
{
    private delegate void Change(Span<byte> pixels, float factor);

    private static readonly Interpolation[] Filters = [Interpolation.Nearest, Interpolation.Lanczos, Interpolation.Bilinear, Interpolation.Bicubic];

    // A quarter of the boxes begin and end within pixels; a tenth are not scaled along one axis.
    [Fact]
    public void Resizing_a_part_gives_the_bytes_of_resize_with_a_box()
    {
        var count = 0;
        foreach (var it in PillowCase.From("""
            for i in range(400):
                picture = random_picture(rng.randint(1, 300), rng.randint(1, 300))
                left, top = rng.randint(0, picture.width - 1), rng.randint(0, picture.height - 1)
                right, bottom = rng.randint(left + 1, picture.width), rng.randint(top + 1, picture.height)
                if i % 4 == 0:
                    left, right = left + rng.randint(0, 7) / 16, right - rng.randint(0, 7) / 16
                size = (rng.randint(1, 300), rng.randint(1, 300))
                if i % 20 == 1:
                    size = (right - left, size[1])
                elif i % 20 == 3:
                    size = (size[0], bottom - top)
                filter = rng.choice(list(filters))
                box = (left, top, right, bottom)
                emit(picture, picture.resize(size, filters[filter], box=box), numbers=box, interpolation=filter)
            """))
        {
            var (width, height) = (it.Preprocessing.Width, it.Preprocessing.Height);
            var window = ResizeWindow.Whole(width, height) with { Box = new(it.Numbers[0], it.Numbers[1], it.Numbers[2], it.Numbers[3]) };
            var pixels = new byte[width * height * 3];
            Resampler.Resize(it.Source, window, it.Preprocessing.Interpolation, new(pixels, width * 3), vectorised: count % 2 == 0);
            Assert.True(it.ExpectedPicture.AsSpan().SequenceEqual(pixels), $"{it.Name} {string.Join(' ', it.Numbers)}");
            count++;
        }

        Assert.Equal(400, count);
    }

    [Fact]
    public void Colours_change_as_ImageEnhance_changes_them()
    {
        var count = 0;
        foreach (var it in PillowCase.From("""
            for i in range(360):
                picture = random_picture(rng.randint(1, 90), rng.randint(1, 90))
                factor = float(np.float32([0, 0.5, 2][i // 3] if i < 9 else rng.uniform(0, 2)))
                enhance = [ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color][i % 3]
                emit(picture, enhance(picture).enhance(factor), numbers=[factor])
            """))
        {
            var pixels = it.Source.Pixels.ToArray();
            var factor = (float)it.Numbers[0];
            var (name, change) = (count % 3) switch
            {
                0 => ("brightness", ColorFactors.Brighten),
                1 => ("contrast", ColorFactors.Contrast),
                _ => ("saturation", (Change)ColorFactors.Saturate),
            };
            change(pixels, factor);
            Assert.True(it.ExpectedPicture.AsSpan().SequenceEqual(pixels), $"{it.Source.Width} x {it.Source.Height}, {name} {factor}");
            count++;
        }

        Assert.Equal(360, count);
    }

    // The steps of torchvision's adjust_hue for a Pillow image; torchvision itself is seldom installed. A lattice of colours
    // that meets every level, and noise.
    [Fact]
    public void Hues_turn_as_in_Pillows_mode_HSV()
    {
        var count = 0;
        foreach (var it in PillowCase.From("""
            def turned(picture, turn):
                h, s, v = picture.convert('HSV').split()
                h = Image.fromarray(np.asarray(h) + np.uint8(turn % 256))
                return Image.merge('HSV', (h, s, v)).convert('RGB')

            levels = np.array(sorted({*range(0, 256, 5), 1, 2, 254}), np.uint8)
            lattice = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(len(levels), -1, 3)
            for turn in [0, 1, -1, 21, 43, 85, -85, 127, -127]:
                for picture in [Image.fromarray(lattice), random_picture(200, 150)]:
                    emit(picture, turned(picture, turn), numbers=[turn])
            """))
        {
            var pixels = it.Source.Pixels.ToArray();
            HueTurn.Apply(pixels, (int)it.Numbers[0]);
            Assert.True(it.ExpectedPicture.AsSpan().SequenceEqual(pixels), $"{it.Numbers[0]} {it.ExpectedPicture.AsSpan().CommonPrefixLength(pixels)}");
            count++;
        }

        Assert.Equal(18, count);
    }

    // Pillow cuts off what we round, and rounds no position.
    [Fact]
    public void An_affine_map_gives_what_transform_gives_within_a_level()
    {
        var count = 0;
        foreach (var it in PillowCase.From("""
            import math
            for i in range(60):
                width, height = rng.randint(1, 80), rng.randint(1, 80)
                side = 2 * (width + height) + 20
                picture = random_picture(side, side)
                angle = rng.uniform(-math.pi, math.pi)
                a, b = math.cos(angle), -math.sin(angle)
                c = side / 2 - a * width / 2 - b * height / 2 + rng.uniform(-5, 5)
                f = side / 2 + b * width / 2 - a * height / 2 + rng.uniform(-5, 5)
                matrix = (a, b, c, -b, a, f)
                emit(picture, picture.transform((width, height), Image.AFFINE, matrix, Image.BILINEAR), numbers=matrix)
            """))
        {
            var (width, height) = (it.Preprocessing.Width, it.Preprocessing.Height);
            var map = new AffineMap(it.Numbers[0], it.Numbers[1], it.Numbers[2], it.Numbers[3], it.Numbers[4], it.Numbers[5]);
            var pixels = new byte[width * height * 3];
            BilinearWarp.Run([.. it.Source.Pixels, 0], it.Source.Width, it.Source.Height, map, width, height, pixels);
            Assert.InRange(LargestDifference(it.ExpectedPicture, pixels), 0, 1);
            count++;
        }

        Assert.Equal(60, count);
    }

    [Fact]
    public void Turning_is_Pillows_rotate_within_a_level()
    {
        var count = 0;
        foreach (var it in PillowCase.From("""
            for i in range(40):
                picture = random_picture(200, 180)
                width, height = 2 * rng.randint(1, 45), 2 * rng.randint(1, 45)
                angle = rng.uniform(-180, 180)
                left, top = 100 - width // 2, 90 - height // 2
                turned = picture.rotate(angle, Image.BILINEAR).crop((left, top, left + width, top + height))
                emit(picture, turned, numbers=[angle, left, top])
            """))
        {
            var (width, height) = (it.Preprocessing.Width, it.Preprocessing.Height);
            var map = AffineMap.Turn(it.Numbers[0] * Math.PI / 180, width, height, 0, 0).From(-(int)it.Numbers[1], -(int)it.Numbers[2]);
            var pixels = new byte[width * height * 3];
            BilinearWarp.Run([.. it.Source.Pixels, 0], 200, 180, map, width, height, pixels);
            Assert.InRange(LargestDifference(it.ExpectedPicture, pixels), 0, 1);
            count++;
        }

        Assert.Equal(40, count);
    }

    /// <summary>Everything but turning, from the photo to the pixels: Pillow does the same with the numbers that were drawn.</summary>
    [Theory]
    [InlineData(ResizeMode.Crop)]
    [InlineData(ResizeMode.Squash)]
    public void Varied_pictures_are_Pillows_to_the_byte(ResizeMode mode)
    {
        var options = new AugmentationOptions
        {
            MinimumArea = 0.2,
            FlipHorizontal = true,
            FlipVertical = true,
            Brightness = 0.5,
            Contrast = 0.5,
            Saturation = 0.5,
            Hue = 0.3,
        };
        using var folder = new TempFolder();
        var cases = new List<object>();
        for (var i = 0; i < 40; i++)
        {
            var photo = Pictures.Noise(100 + (7 * i), 250 - (5 * i), i);
            var preprocessing = new Preprocessing { Width = 64, Height = 48, ResizeMode = mode, Interpolation = Filters[i % Filters.Length] };
            var seed = AugmentationSeed.Of(i, 3, "photo");
            var drawn = Variation.Draw(options, preprocessing, photo.Width, photo.Height, seed);
            var crop = drawn.Crop!.Value;
            cases.Add(new
            {
                size = new[] { photo.Width, photo.Height },
                target = new[] { preprocessing.Width, preprocessing.Height },
                filter = preprocessing.Interpolation.ToString().ToUpperInvariant(),
                box = new[] { crop.Left, crop.Top, crop.Right, crop.Bottom },
                drawn.IsMirrored,
                drawn.IsUpsideDown,
                drawn.Brightness,
                drawn.Contrast,
                drawn.Saturation,
                drawn.Hue,
            });
            folder.Write($"{i}.photo", photo.Pixels);
            folder.Write($"{i}.varied", new Augmenter(options, preprocessing).Picture(photo, seed).Pixels);
        }

        folder.Write("cases.json", JsonSerializer.Serialize(cases));
        var different = Oracle.Python("PIL, numpy", """
            import json, os, sys
            import numpy as np
            from PIL import Image, ImageEnhance, ImageOps

            def raw(name, size):
                return Image.frombytes('RGB', tuple(size), open(os.path.join(sys.argv[1], name), 'rb').read())

            different = []
            for i, case in enumerate(json.load(open(os.path.join(sys.argv[1], 'cases.json')))):
                picture = raw(f'{i}.photo', case['size']).resize(case['target'], getattr(Image, case['filter']), box=case['box'])
                picture = ImageOps.mirror(picture) if case['IsMirrored'] else picture
                picture = ImageOps.flip(picture) if case['IsUpsideDown'] else picture
                picture = ImageEnhance.Brightness(picture).enhance(case['Brightness'])
                picture = ImageEnhance.Contrast(picture).enhance(case['Contrast'])
                picture = ImageEnhance.Color(picture).enhance(case['Saturation'])
                h, s, v = picture.convert('HSV').split()
                h = Image.fromarray(np.asarray(h) + np.uint8(case['Hue'] % 256))
                picture = Image.merge('HSV', (h, s, v)).convert('RGB')
                if picture.tobytes() != raw(f'{i}.varied', case['target']).tobytes():
                    different.append(i)
            print(json.dumps(different))
            """, folder.Path);
        Assert.Equal(0, different.GetArrayLength());
    }

    private static int LargestDifference(byte[] expected, byte[] got) => expected.Zip(got, (a, b) => Math.Abs(a - b)).Max();
}
