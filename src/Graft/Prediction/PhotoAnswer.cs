using System.Collections.Immutable;

namespace Graft;

/// <summary>What a network and a classifier say of a photo.</summary>
/// <param name="Classes">The most probable classes, best first.</param>
/// <param name="Features">What the classifier was given; empty where nobody asked for them, or where the network ends in probabilities.</param>
public sealed record PhotoAnswer(ImmutableArray<ClassProbability> Classes, ImmutableArray<float> Features);
