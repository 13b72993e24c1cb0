"""Writes a folder of HDF5 files that Graft did not write, and manifest.json, which says what a reader must find in each.

Usage: foreign_files.py FOLDER
"""
import sys

from foreign import bombs, chunks, elements, filters, labels, layouts, links, names, sources
from foreign.family import Family


def main(folder):
    family = Family(folder)
    for module in (layouts, chunks, filters, elements, labels, names, links, sources, bombs):
        module.write(family)
    family.finish()


if __name__ == "__main__":
    main(sys.argv[1])
