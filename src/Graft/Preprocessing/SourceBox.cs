namespace Graft;

/// <summary>
/// A rectangle of a picture, in its pixels, of which each may be taken in part; it may also reach out of the picture.
/// </summary>
internal readonly record struct SourceBox(double Left, double Top, double Right, double Bottom);
