using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>Five colours that go together, from dark to light. Every class draws from the same list.</summary>
internal sealed record DemoPalette(SKColor Dark, SKColor Deep, SKColor Middle, SKColor Bright, SKColor Light)
{
    private static readonly DemoPalette[] All =
    [
        Of("2b1d14", "7a3b22", "b4552d", "e0a458", "f6e7cb"), // terracotta
        Of("1d2b24", "2f5d46", "5f9268", "b5cf7e", "f1f3d8"), // meadow
        Of("14233a", "27507d", "4f8fba", "9fd0dc", "eef6f2"), // lake
        Of("2a1830", "6b2f62", "b0527f", "eb9aa0", "fbe9dd"), // plum
        Of("3a2410", "8a4f12", "d08a1d", "f4c453", "fff1c4"), // honey
        Of("23232b", "4d5361", "8d93a0", "c9c6bf", "f5f1e8"), // pewter
        Of("10302f", "156064", "27a08f", "8fd6b5", "f3f0cf"), // lagoon
        Of("3b0f16", "8c1c2b", "cf3e3a", "f2936b", "fde6cf"), // poppy
        Of("1f1a3d", "44378a", "7f6fc9", "c3b1ec", "f4eefb"), // iris
        Of("2c2a12", "6a6420", "a8a13a", "dccf72", "f8f3d4"), // olive
        Of("1b2430", "3d4f5f", "c0603f", "e9b07a", "f3eadb"), // dusk
        Of("33211c", "6d4a3d", "a57a5f", "d8b894", "f5ead9"), // walnut
    ];

    public static DemoPalette Pick(Random random) => All[random.Next(All.Length)];

    private static DemoPalette Of(string dark, string deep, string middle, string bright, string light) =>
        new(SKColor.Parse(dark), SKColor.Parse(deep), SKColor.Parse(middle), SKColor.Parse(bright),
            SKColor.Parse(light));
}
