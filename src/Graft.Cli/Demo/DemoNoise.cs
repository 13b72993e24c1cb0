namespace Graft.Cli.Demo;

/// <summary>Smooth noise in the plane: random values on the integer grid, blended in between.</summary>
internal sealed class DemoNoise(int seed)
{
    /// <summary>Between -1 and 1; features are about one unit wide.</summary>
    public float At(float x, float y)
    {
        float left = MathF.Floor(x), top = MathF.Floor(y);
        int column = (int)left, row = (int)top;
        float u = Ease(x - left), v = Ease(y - top);
        var upper = float.Lerp(Grid(column, row), Grid(column + 1, row), u);
        var lower = float.Lerp(Grid(column, row + 1), Grid(column + 1, row + 1), u);
        return float.Lerp(upper, lower, v);
    }

    /// <summary>Between -1 and 1; three octaves, for clouds, stains and wood.</summary>
    public float Cloud(float x, float y) =>
        (4 * At(x, y) + 2 * At(2.03f * x + 17, 2.03f * y + 5) + At(4.1f * x + 31, 4.1f * y + 11)) / 7;

    private float Grid(int x, int y)
    {
        var hash = (uint)seed ^ (uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash = (hash ^ (hash >> 12)) * 0x297A2D39u;
        return (hash ^ (hash >> 15)) * (2f / uint.MaxValue) - 1;
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);
}
