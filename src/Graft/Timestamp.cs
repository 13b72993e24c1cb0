using System.Globalization;

namespace Graft;

/// <summary>Times as they stand in the files we write.</summary>
internal static class Timestamp
{
    /// <summary>The present second, ISO 8601 in UTC.</summary>
    public static string Now() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
