"""What may be given as data, and how a recipe remembers it."""

import subprocess
import sys

import attrs
import numpy as np
import pytest

import ganreg.data
from ganreg.data import AbstractDistribution, ArraySource, Digits, Grid, Ring, as_source, describe_source
from ganreg.draws import Draws
from ganreg.errors import DataError, ParameterError, UnknownNameError

X = np.arange(12.0).reshape(6, 2)


def first(source):
    return source.batch(4, Draws(0), 0)


def same(one, other):
    np.testing.assert_array_equal(first(one).x, first(other).x)


@pytest.mark.parametrize("data", ["ring", "8gaussians", {"name": "ring"}, Ring(), Ring, Ring().source()])
def test_a_data_set_may_be_given_by_name_mapping_object_class_or_source(data):
    same(as_source(data), Ring().source())


@pytest.mark.parametrize("name", ["ring", "grid", "swiss_roll", "gaussian", "parallel_lines", "digits"])
def test_every_announced_data_set_gives_batches(name):
    source = as_source(name)
    assert first(source).x.shape == (4, *source.shape)


def test_a_mapping_carries_parameters():
    same(as_source({"name": "ring", "modes": 3}), Ring(modes=3).source())


@pytest.mark.parametrize("data", [X, X.tolist(), X.astype(np.int64), tuple(X.tolist())])
def test_an_array_or_what_makes_one_may_be_given(data):
    same(as_source(data), ArraySource(X))


def test_a_pair_is_samples_and_labels():
    assert first(as_source((X.tolist(), [0, 1, 2, 3, 4, 5]))).label is not None


def test_a_tensor_may_be_given():
    torch = pytest.importorskip("torch")
    same(as_source(torch.tensor(X)), ArraySource(X))
    assert first(as_source((torch.tensor(X), torch.arange(6)))).label is not None


def test_a_tensor_with_gradients_is_refused():
    torch = pytest.importorskip("torch")
    with pytest.raises(DataError, match="detach"):
        as_source(torch.tensor(X, requires_grad=True))


@pytest.mark.parametrize("data", [None, object(), [[1, 2], [3]], {1, 2}, [["a", None]], (X, None), print])
def test_anything_else_is_refused_with_what_is_expected(data):
    with pytest.raises(DataError, match=r"cannot be used.*Expected an array \(n, features\).*ring"):
        as_source(data)


@pytest.mark.parametrize(
    "data", [{}, {"nmae": "ring"}, {"path": 3}, {"path": "x.npy", "y": 1}, {"path": "x.npy", "labels": 0}]
)
def test_a_mapping_needs_a_name_or_a_path(data):
    with pytest.raises(DataError, match=r"'name'.*'path'"):
        as_source(data)


def test_an_unknown_name_suggests_a_known_one():
    with pytest.raises(UnknownNameError, match="'ring'"):
        as_source("rings")


def test_a_component_of_another_kind_is_refused():
    from ganreg.losses import Wasserstein

    with pytest.raises(ParameterError, match="is no data"):
        as_source(Wasserstein())


@pytest.mark.parametrize(
    "data", ["ring", {"name": "grid", "side": 3}, Ring(modes=5), Digits(labels=True), Grid().source()]
)
def test_a_description_gives_the_same_source_again(data):
    description = describe_source(data)
    assert set(description) >= {"name"}
    same(as_source(description), as_source(data))


def test_an_alias_is_described_by_its_name():
    assert describe_source("25gaussians")["name"] == "grid"


@pytest.mark.parametrize("as_given", [str, lambda path: path, lambda path: {"path": str(path)}])
def test_a_file_is_described_by_its_absolute_path(tmp_path, monkeypatch, as_given):
    from pathlib import Path

    np.save(tmp_path / "d.npy", X)
    monkeypatch.chdir(tmp_path)
    description = describe_source(as_given(Path("d.npy")))
    assert description == {"path": str(tmp_path / "d.npy")}
    monkeypatch.chdir("/")
    same(as_source(description), ArraySource(X))


@attrs.frozen
class Unregistered(AbstractDistribution):
    shape = (1,)
    bounds = (0.0, 1.0)

    def sample(self, n, stream):
        return stream.uniform((n, 1))


@pytest.mark.parametrize("data", [X, (X, np.arange(6)), X.tolist(), ArraySource(X), Unregistered()])
def test_what_has_no_name_has_no_description(data):
    assert describe_source(data) is None


def test_an_unregistered_data_set_can_still_be_trained_on():
    assert first(as_source(Unregistered())).x.shape == (4, 1)


def test_all_exports_exist_and_are_sorted():
    assert all(hasattr(ganreg.data, name) for name in ganreg.data.__all__)
    assert ganreg.data.__all__ == sorted(ganreg.data.__all__)


def test_the_package_imports_neither_scikit_learn_nor_a_framework():
    code = (
        "import sys, ganreg.data; print([m for m in ('sklearn', 'torch', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(("labels", "expected"), [({}, True), ({"labels": True}, True), ({"labels": False}, False)])
def test_the_labels_of_a_file_may_be_left_out(tmp_path, labels, expected):
    np.savez(tmp_path / "d.npz", x=X, y=np.arange(6))
    data = {"path": str(tmp_path / "d.npz"), **labels}
    assert (first(as_source(data)).label is not None) is expected
    assert describe_source(data) == data
