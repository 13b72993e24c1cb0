using System.Collections.Immutable;

namespace Graft;

/// <summary>What the files of the photos give away of the classes, without a look at what is in the photos.</summary>
/// <param name="PhotoCount">Photos whose header was read.</param>
/// <param name="Accuracy">How often a classifier that sees nothing but traits of the file is right, on photos that it has not seen; null with one class.</param>
/// <param name="Guess">How often the largest class would be right.</param>
/// <param name="Leaks">Traits that tell classes apart, the most telling first.</param>
public sealed record FileTraits(int PhotoCount, double? Accuracy, double Guess, ImmutableArray<FileLeak> Leaks);

/// <summary>A trait of files that tells classes apart.</summary>
/// <param name="Trait">Such as <c>encoding</c>.</param>
/// <param name="CramersV">How strongly it depends on the class, from 0 to 1: Cramér's V with Bergsma's correction.</param>
/// <param name="PValue">Share of permutations of the labels in which the trait depends on them as strongly.</param>
/// <param name="Value">The value whose share differs most between two classes, such as <c>progressive</c>.</param>
/// <param name="Shares">Share of the photos that have that value, by class; the largest first.</param>
public sealed record FileLeak(string Trait, double CramersV, double PValue, string Value, ImmutableArray<ClassShare> Shares);

/// <summary>A share of a class.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Share">From 0 to 1.</param>
public sealed record ClassShare(string Class, double Share);
