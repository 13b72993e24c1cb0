using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Graft;

/// <summary>
/// Writes a Parquet file with the columns path, label (int32), label_name, and features (list of float32), a group of
/// rows at a time. The recipe and the class names are in the file's metadata, by the names they have in a feature file.
/// </summary>
internal sealed class ParquetSink : IRowSink
{
    // Parquet.Net holds a group several times over: groups of 64 MB took 557 MB of memory, of 16 MB 162, no slower.
    private const int GroupSize = 16 << 20;

    private static readonly DataField Path = new DataField<string>("path", nullable: false);
    private static readonly DataField Label = new DataField<int>("label");
    private static readonly DataField LabelName = new DataField<string>("label_name", nullable: false);

    private readonly DataField _value = new DataField<float>("element");
    private readonly OutputFile _output;
    private readonly RowTable _table;
    private readonly ParquetWriter _writer;
    private readonly float[] _group;
    private readonly int[] _repetitionLevels;
    private readonly int[] _definitionLevels;
    private int _groupValueCount;
    private int _nextRow;

    /// <param name="path">Where it will be; a Parquet file that exists there is replaced.</param>
    /// <param name="table">Of float32.</param>
    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public ParquetSink(string path, RowTable table)
    {
        _table = table;
        var rowsPerGroup = Math.Clamp(GroupSize / table.RowSize, 1, Math.Max(1, table.RowCount));
        _group = new float[rowsPerGroup * table.ValueCount];
        _repetitionLevels = new int[_group.Length];
        _definitionLevels = new int[_group.Length];
        var schema = new ParquetSchema(Path, Label, LabelName, new ListField("features", _value));
        // A value that begins a list repeats at level 0, those after it at level 1; none is missing.
        for (var i = 0; i < _group.Length; i++)
            _repetitionLevels[i] = i % table.ValueCount == 0 ? 0 : _value.MaxRepetitionLevel;
        Array.Fill(_definitionLevels, _value.MaxDefinitionLevel);

        _output = new OutputFile(path, start => start.StartsWith("PAR1"u8));
        ParquetWriter? writer = null;
        try
        {
            _output.Write(stream => writer = Wait(ParquetWriter.CreateAsync(schema, stream)));
        }
        catch
        {
            _output.Dispose();
            throw;
        }

        _writer = writer!;
        _writer.CustomMetadata = Metadata(table);
    }

    public void Add(ReadOnlySpan<byte> rows)
    {
        var values = MemoryMarshal.Cast<byte, float>(rows);
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, _group.Length - _groupValueCount);
            values[..count].CopyTo(_group.AsSpan(_groupValueCount));
            values = values[count..];
            _groupValueCount += count;
            if (_groupValueCount == _group.Length)
                WriteGroup();
        }
    }

    public void Complete()
    {
        if (_groupValueCount > 0)
            WriteGroup();
        _output.Write(_ => _writer.DisposeAsync().AsTask().GetAwaiter().GetResult());
        _output.Complete();
    }

    /// <summary>The writer is let go without being disposed, which would only write the end of a file to be removed.</summary>
    public void Dispose() => _output.Dispose();

    private void WriteGroup()
    {
        var rowCount = _groupValueCount / _table.ValueCount;
        var labels = _table.Labels.Slice(_nextRow, rowCount);
        _output.Write(_ =>
        {
            using var group = _writer.CreateRowGroup();
            Wait(group.WriteAsync(Path, _table.Paths.Slice(_nextRow, rowCount)));
            Wait(group.WriteAsync<int>(Label, labels.AsMemory()));
            Wait(group.WriteAsync(LabelName, labels.Select(label => _table.LabelNames[label]).ToImmutableArray()));
            Wait(group.WriteAllPartsAsync<float>(
                _value, _group.AsMemory(0, _groupValueCount), _definitionLevels.AsMemory(0, _groupValueCount),
                _repetitionLevels.AsMemory(0, _groupValueCount), CancellationToken.None));
            group.CompleteValidate();
        });
        _nextRow += rowCount;
        _groupValueCount = 0;
    }

    private static Dictionary<string, string> Metadata(RowTable table)
    {
        var metadata = new Dictionary<string, string>
        {
            [FeatureFileNames.LabelNames] = JsonSerializer.Serialize(table.LabelNames),
            ["row_shape"] = JsonSerializer.Serialize(table.RowShape),
            [FeatureFileNames.ToolVersion] = GraftVersion.Text,
            [FeatureFileNames.Created] = Timestamp.Now(),
        };
        if (table.Recipe is { } recipe)
        {
            metadata[FeatureFileNames.Backbone] = recipe.Backbone.Name;
            metadata[FeatureFileNames.BackboneSha256] = recipe.Backbone.Sha256;
            metadata[FeatureFileNames.Layer] = recipe.Backbone.Layer;
            metadata[FeatureFileNames.Precision] = recipe.Backbone.Precision.ToText();
            metadata[FeatureFileNames.Preprocessing] = recipe.Preprocessing.ToJson();
        }

        return metadata;
    }

    // The library is asynchronous only. A conversion runs on a thread of the pool, where waiting cannot block itself.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
