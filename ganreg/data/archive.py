"""`.npz` archives whose uncompressed members are memory-mapped; `numpy.load` would read them whole."""

from math import prod
from pathlib import Path
from struct import unpack
from typing import IO, Any, Self
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import attrs
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

LOCAL_HEADER = 30
"""Bytes of a zip member's local header before its name."""


@attrs.frozen
class Archive:
    """The arrays of a `.npz` file by name. Errors are those of zipfile and NumPy."""

    path: Path
    members: dict[str, ZipInfo]

    @classmethod
    def open(cls, path: Path) -> Self:
        """The table of contents of a file."""
        with ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
        return cls(path, {info.filename.removesuffix(".npy"): info for info in members})

    def read(self, name: str) -> NDArray[Any]:
        """A member: mapped if it is stored as it is, read if it is compressed."""
        member = self.members[name]
        mapped = self._mapped(member) if member.compress_type == ZIP_STORED and not member.flag_bits & 1 else None
        if mapped is not None:
            return mapped
        with ZipFile(self.path) as archive, archive.open(member) as file:
            return npy.read_array(file, allow_pickle=False)

    def _mapped(self, member: ZipInfo) -> NDArray[Any] | None:
        """The member as a read-only map, or None if it must be read: empty, pickled, or of a newer header version."""
        with self.path.open("rb") as file:
            start = _data_start(file, member)
            header = _array_header(file)
            offset = file.tell()
        if header is None:
            return None
        shape, fortran, dtype = header
        size = prod(shape) * dtype.itemsize
        if dtype.hasobject or size == 0:
            return None
        if offset - start + size > member.file_size:
            raise ValueError(f"{member.filename} is cut off: its header promises {size} bytes of numbers")
        return np.memmap(self.path, dtype=dtype, mode="r", offset=offset, shape=shape, order="F" if fortran else "C")


def _data_start(file: IO[bytes], member: ZipInfo) -> int:
    """Go to a member's first byte. Its local header may be longer than the entry in the table of contents says."""
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise ValueError(f"{member.filename} has no header in the archive")
    return file.seek(sum(unpack("<HH", header[26:30])), 1)


def _array_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]] | None:
    version = npy.read_magic(file)
    if version == (1, 0):
        return npy.read_array_header_1_0(file)
    return npy.read_array_header_2_0(file) if version == (2, 0) else None
