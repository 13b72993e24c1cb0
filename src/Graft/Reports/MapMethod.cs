namespace Graft;

/// <summary>Which maps of the features a report draws.</summary>
public enum MapMethod
{
    /// <summary>None.</summary>
    None,

    /// <summary>The two directions in which the features differ most (<see cref="PrincipalComponents"/>).</summary>
    Pca,

    /// <summary>That one, and one of neighbourhoods (<see cref="Graft.Tsne"/>).</summary>
    Tsne,
}
