using static TorchSharp.torch;

namespace Graft;

/// <summary>What training makes small, and what it is judged by: cross-entropy.</summary>
internal sealed class Objective : IDisposable
{
    private readonly double _smoothing;
    private readonly Tensor? _classWeights;

    /// <param name="options">Label smoothing and class weights.</param>
    /// <param name="labels">Labels of the training rows.</param>
    /// <param name="classCount">Classes.</param>
    public Objective(FineTuningOptions options, IEnumerable<int> labels, int classCount)
    {
        _smoothing = options.LabelSmoothing;
        if (options.ClassWeight != ClassWeight.Balanced)
            return;
        var counts = new int[classCount];
        foreach (var label in labels)
            counts[label]++;
        var (total, present) = ((double)counts.Sum(), counts.Count(count => count > 0));
        _classWeights = tensor(Array.ConvertAll(counts, count => count == 0 ? 0f : (float)(total / present / count)));
    }

    /// <summary>The loss of a batch, with label smoothing and class weights; PyTorch's weighted mean.</summary>
    public Tensor Loss(Tensor scores, Tensor labels) =>
        nn.functional.cross_entropy(scores, labels, _classWeights, reduction: nn.Reduction.Mean, label_smoothing: _smoothing);

    /// <summary>Sum of the plain cross-entropies of a batch, and how many rows are right.</summary>
    public static (double Loss, int Correct) Judge(Tensor scores, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var known = scores.detach();
        var loss = nn.functional.cross_entropy(known, labels, reduction: nn.Reduction.Sum);
        // Of equal scores the lower label counts, as everywhere in Graft.
        var correct = known.argmax(1).eq(labels).sum();
        return (loss.item<float>(), (int)correct.item<long>());
    }

    public void Dispose() => _classWeights?.Dispose();
}
