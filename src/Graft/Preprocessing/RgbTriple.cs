namespace Graft;

/// <summary>One real number for each colour channel.</summary>
/// <param name="Red">For red.</param>
/// <param name="Green">For green.</param>
/// <param name="Blue">For blue.</param>
public readonly record struct RgbTriple(float Red, float Green, float Blue);
