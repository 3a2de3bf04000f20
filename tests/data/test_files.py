"""`.npy` and `.npz` files."""

import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.data import as_source
from ganreg.data.archive import Archive
from ganreg.draws import Draws
from ganreg.errors import DataError

X = np.random.default_rng(0).normal(size=(20, 3))
LABEL = np.arange(20)


def everything(source):
    return source.batch(source.size, Draws(0), 0)


def same(source, x=X):
    np.testing.assert_array_equal(everything(source).x, everything(as_source(x)).x)


@pytest.mark.parametrize("name", ["x.npy", "X.NPY"])
def test_an_npy_file_is_mapped(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        np.save(file, X)
    source = as_source(tmp_path / name)
    assert source._mapped
    same(source)


@pytest.mark.parametrize(("save", "mapped"), [(np.savez, True), (np.savez_compressed, False)])
@pytest.mark.parametrize("x", [X, np.asfortranarray(X), X.astype(">f4"), X.reshape(20, 1, 3)])
def test_a_stored_member_is_mapped_and_a_compressed_one_is_read(tmp_path, save, mapped, x):
    save(tmp_path / "data.npz", x=x, label=LABEL)
    source = as_source(str(tmp_path / "data.npz"))
    assert source._mapped is mapped
    same(source, x)
    np.testing.assert_array_equal(everything(source).label, everything(as_source((X, LABEL))).label)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.integers(1, 3), st.booleans())
def test_each_member_of_an_archive_is_what_numpy_reads(tmp_path_factory, shape, count, fortran):
    path = tmp_path_factory.getbasetemp() / "members.npz"
    order = "F" if fortran else "C"
    arrays = {f"a{k}": np.asarray(np.random.default_rng(k).normal(size=shape), order=order) for k in range(count)}
    np.savez(path, **arrays)
    archive = Archive.open(path)
    for name, array in arrays.items():
        np.testing.assert_array_equal(archive.read(name), array)


def test_a_header_of_version_2_is_mapped_and_of_version_3_is_read(tmp_path):
    for version, mapped in ((2, 0), True), ((3, 0), False):
        with zipfile.ZipFile(tmp_path / "v.npz", "w") as archive, archive.open("x.npy", "w") as member:
            np.lib.format.write_array(member, X, version=version)
        source = as_source(tmp_path / "v.npz")
        assert source._mapped is mapped
        same(source)


@pytest.mark.parametrize(
    "names", [("x",), ("images",), ("whatever",), ("x", "y"), ("data", "labels"), ("a", "label"), ("samples", "other")]
)
def test_which_array_is_meant_is_clear(tmp_path, names):
    np.savez(tmp_path / "d.npz", **{name: X if k == 0 else LABEL for k, name in enumerate(names)})
    same(as_source(tmp_path / "d.npz"))


@pytest.mark.parametrize("names", [("a", "b"), ("x", "images"), ("x", "y", "label"), ("y",), ()])
def test_an_archive_that_leaves_it_open_lists_its_members(tmp_path, names):
    np.savez(tmp_path / "d.npz", **dict.fromkeys(names, X))
    with pytest.raises(DataError, match=f"leaves open.*holds: {', '.join(names) or 'none'}"):
        as_source(tmp_path / "d.npz")


def text(path):
    path.write_text("1,2\n3,4\n")


def nothing(path):
    path.write_bytes(b"")


def pickled(path):
    path.write_bytes(pickle.dumps([1, 2]))


def objects(path):
    array = np.array([[1], ["a"]], dtype=object)
    with path.open("wb") as file:
        np.save(file, array) if path.suffix == ".npy" else np.savez(file, x=array)


def other_kind(path):
    with path.open("wb") as file:
        np.savez(file, x=X) if path.suffix == ".npy" else np.save(file, X)


def cut_off(path):
    with path.open("wb") as file:
        np.save(file, X) if path.suffix == ".npy" else np.savez(file, x=X)
    path.write_bytes(path.read_bytes()[:300])


@pytest.mark.parametrize("suffix", [".npy", ".npz"])
@pytest.mark.parametrize("write", [text, nothing, pickled, objects, other_kind, cut_off])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, suffix, write):
    path = tmp_path / f"data{suffix}"
    write(path)
    with pytest.raises(DataError, match=rf"data\{suffix}.*not a readable \{suffix} file") as caught:
        as_source(path)
    assert caught.value.__cause__ is not None


def test_a_member_that_promises_more_than_it_holds_is_not_read_beyond_its_end(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.npz", "w") as archive, archive.open("x.npy", "w") as member:
        np.lib.format.write_array_header_1_0(member, {"descr": "<f8", "fortran_order": False, "shape": (9, 3)})
        member.write(X[:5].tobytes())
    with zipfile.ZipFile(tmp_path / "d.npz", "a") as archive:
        archive.writestr("y.npy", b"\0" * 999)
    with pytest.raises(DataError, match="cut off"):
        as_source(tmp_path / "d.npz")


def test_a_compressed_member_that_is_damaged_is_refused(tmp_path):
    path = tmp_path / "d.npz"
    np.savez_compressed(path, x=np.random.default_rng(0).normal(size=(100, 9)))
    content = bytearray(path.read_bytes())
    content[2000:2100] = bytes(100)
    path.write_bytes(content)
    with pytest.raises(DataError, match="not a readable"):
        as_source(path)


@pytest.mark.parametrize("data", ["missing.npy", "missing.npz", {"path": "missing.npz"}])
def test_a_missing_file_is_named(data):
    with pytest.raises(DataError, match=r"There is no file .*missing\.np"):
        as_source(data)


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "d.npy").mkdir()
    with pytest.raises(DataError, match="There is no file"):
        as_source(tmp_path / "d.npy")


def test_bad_numbers_in_a_file_are_reported_with_its_name(tmp_path):
    np.save(tmp_path / "bad.npy", np.array([[1.0, np.nan]]))
    with pytest.raises(DataError, match=r"bad\.npy.*1 value"):
        as_source(tmp_path / "bad.npy")


@pytest.mark.parametrize("name", ["faces.png", "d.csv"])
def test_other_suffixes_are_refused(tmp_path, name):
    for data in (tmp_path / name, name, {"path": name}):
        with pytest.raises(DataError, match=r"no \.npy or \.npz file"):
            as_source(data)
