using System.Collections.Immutable;

namespace Graft;

/// <summary>A backbone with the settings that were quickest in a trial.</summary>
/// <param name="Backbone">Ready to run; dispose it after use.</param>
/// <param name="Threads">Threads that share the work of one batch.</param>
/// <param name="BatchSize">Images per call.</param>
/// <param name="Trials">What was tried; empty where nothing was left to be found out.</param>
public sealed record TunedBackbone(IBackbone Backbone, int Threads, int BatchSize, ImmutableArray<TuningTrial> Trials);

/// <summary>One trial.</summary>
/// <param name="Threads">Threads that shared the work of one batch.</param>
/// <param name="BatchSize">Images per call.</param>
/// <param name="ImagesPerSecond">How quick it was.</param>
public readonly record struct TuningTrial(int Threads, int BatchSize, double ImagesPerSecond);
