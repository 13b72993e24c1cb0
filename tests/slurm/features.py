"""What h5py says of feature files.

features.py rows FILE      how many rows there are, 0 where there is no file yet
features.py same A B       compares every dataset and every attribute but 'created', bit for bit
"""

import os
import sys

# The file may be another program's that stands still.
os.environ['HDF5_USE_FILE_LOCKING'] = 'FALSE'
import h5py
import numpy


def rows(path):
    try:
        with h5py.File(path) as file:
            return len(file['features'])
    except (OSError, KeyError):
        return 0


def plain(value):
    """A value as type, shape and bytes; texts of any length, which numpy has by reference, as they are."""
    array = numpy.asarray(value)
    return str(array.dtype), array.shape, array.tolist() if array.dtype.hasobject else array.tobytes()


def contents(path):
    found = {}

    def visit(name, item):
        for key, value in item.attrs.items():
            if key != 'created':
                found[f'{name}@{key}'] = plain(value)
        if isinstance(item, h5py.Dataset):
            found[name] = plain(item[()])

    with h5py.File(path) as file:
        visit('/', file)
        file.visititems(visit)
    return found


if sys.argv[1] == 'rows':
    print(rows(sys.argv[2]))
else:
    one, other = contents(sys.argv[2]), contents(sys.argv[3])
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    if different or 'features' not in one:
        sys.exit(f'different: {", ".join(different)}')
    print(f'{len(one)} datasets and attributes')
