using System.Diagnostics.CodeAnalysis;

namespace Graft;

/// <summary>The numbers that a network computes with. Features are float32 whatever it is.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The name by which everybody knows it.")]
public enum BackbonePrecision
{
    /// <summary>Floating point, as the network was trained.</summary>
    Fp32,

    /// <summary>Whole numbers of 8 bits between most of its layers, as <see cref="BackboneQuantization"/> makes it.</summary>
    Int8,
}

internal static class BackbonePrecisions
{
    /// <summary>As it stands in files and on the command line.</summary>
    public static string ToText(this BackbonePrecision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The reverse; files of before there was a choice say nothing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BackbonePrecision Parse(string? text) => text switch
    {
        null or "fp32" => BackbonePrecision.Fp32,
        "int8" => BackbonePrecision.Int8,
        _ => throw new FormatException($"its precision is '{text}'; expected fp32 or int8"),
    };
}
