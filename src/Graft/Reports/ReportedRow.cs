namespace Graft;

/// <summary>A row that is drawn on the maps.</summary>
/// <param name="Path">Path of its photo.</param>
/// <param name="Name">Its class.</param>
/// <param name="IsTest">Whether the classifier was tested on it; otherwise it was fitted on it.</param>
/// <param name="PredictedName">What a test row was taken for, if that was another class; else null.</param>
public sealed record ReportedRow(string Path, string Name, bool IsTest, string? PredictedName);
