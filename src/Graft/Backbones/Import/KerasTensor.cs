using System.Runtime.InteropServices;
using Graft.Hdf5;

namespace Graft;

/// <summary>A dataset of weights.</summary>
internal sealed class KerasTensor(string name, Hdf5Dataset dataset)
    : WeightTensor(name, dataset.Shape, dataset.Type.ToString(), dataset.Count * dataset.Type.Size, dataset.Type is { Class: Hdf5TypeClass.Float, IsNumber: true })
{
    private const int MaxDepth = 16;

    public override byte[] Read()
    {
        try
        {
            var data = dataset.ReadAll();
            NumberConversion.ToLittleEndian(data, dataset.Type);
            if (dataset.Type.Format == NumberFormat.Float32)
                return data;
            var floats = GC.AllocateUninitializedArray<byte>(checked((int)(dataset.Count * sizeof(float))));
            NumberConversion.ToSingle(data, dataset.Type.Format, MemoryMarshal.Cast<byte, float>(floats.AsSpan()));
            return floats;
        }
        catch (Hdf5Exception e)
        {
            throw e.In($"'{PlainText.Of(Name)}'");
        }
    }

    /// <summary>The datasets below a group that are not among those known.</summary>
    public static List<WeightTensor> Others(Hdf5Group root, IEnumerable<WeightTensor> known)
    {
        var seen = known.Cast<KerasTensor>().Select(tensor => tensor.Address).ToHashSet();
        var others = new List<WeightTensor>();
        Walk(root, "", 0);
        return others;

        void Walk(Hdf5Group group, string path, int depth)
        {
            // Hard links may lead anywhere, back up too.
            foreach (var link in group.Links.Where(link => link.Path is null && seen.Add(link.Address)))
            {
                var name = path + link.Name;
                switch (group.Follow(link))
                {
                    case Hdf5Dataset dataset:
                        others.Add(new KerasTensor(name, dataset));
                        break;
                    case Hdf5Group inner when depth < MaxDepth:
                        Walk(inner, name + "/", depth + 1);
                        break;
                }
            }
        }
    }

    private long Address => dataset.Address;
}
