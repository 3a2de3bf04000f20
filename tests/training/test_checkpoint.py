"""A checkpoint is there whole, or not at all."""

import json
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganreg.errors import CheckpointError
from ganreg.training import checkpoint
from ganreg.training.checkpoint import ARRAYS, FACTS, read_checkpoint, replace_text, write_checkpoint

numbers = st.sampled_from([np.float32, np.float64, np.int64]).flatmap(
    lambda dtype: arrays(dtype, st.lists(st.integers(0, 3), max_size=3).map(tuple))
)


@pytest.fixture
def folder(tmp_path):
    write_checkpoint(tmp_path / "step-1", {"a": np.arange(3.0)}, {"iteration": 1})
    return tmp_path / "step-1"


@given(st.dictionaries(st.text("abc/.01", min_size=1), numbers, max_size=4))
def test_arrays_come_back_to_the_bit(tmp_path_factory, state):
    folder = tmp_path_factory.mktemp("run") / "step"
    write_checkpoint(folder, state, {"iteration": 3, "who": "ä"})
    back, facts = read_checkpoint(folder)
    assert (facts["iteration"], facts["who"]) == (3, "ä")
    assert set(back) == set(state)
    for name, array in state.items():
        assert back[name].dtype == array.dtype
        assert back[name].shape == array.shape
        assert back[name].tobytes() == array.tobytes()


def test_arrays_may_lie_in_memory_as_they_like(tmp_path):
    array = np.arange(12.0).reshape(3, 4)
    write_checkpoint(tmp_path / "step", {"t": array.T, "r": array[::-1, ::2]}, {})
    back, _ = read_checkpoint(tmp_path / "step")
    assert np.array_equal(back["t"], array.T)
    assert np.array_equal(back["r"], array[::-1, ::2])


def test_a_checkpoint_of_the_same_name_is_replaced(folder):
    write_checkpoint(folder, {"b": np.ones(2)}, {"iteration": 9})
    back, facts = read_checkpoint(folder)
    assert (list(back), facts["iteration"]) == (["b"], 9)
    assert [path.name for path in folder.parent.iterdir()] == ["step-1"]


@pytest.mark.parametrize("broken", ["write_durably", "save_safetensors"])
def test_a_failure_while_writing_leaves_the_old_one(folder, monkeypatch, broken):
    def fail(*arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr(checkpoint, broken, fail)
    with pytest.raises(OSError, match="no space"):
        write_checkpoint(folder, {"b": np.ones(2)}, {})
    assert list(read_checkpoint(folder)[0]) == ["a"]


def test_a_failure_while_renaming_leaves_the_old_one(folder, monkeypatch):
    rename, targets = os.replace, []

    def fail_to_put_the_new_one_in_place(source, target):
        targets.append(target)
        if targets.count(folder) == 1 and target == folder:
            raise OSError("interrupted")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fail_to_put_the_new_one_in_place)
    with pytest.raises(OSError, match="interrupted"):
        write_checkpoint(folder, {"b": np.ones(2)}, {})
    assert list(read_checkpoint(folder)[0]) == ["a"]


@pytest.mark.parametrize("name", [ARRAYS, FACTS])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CheckpointError, match=f"cannot be read.*{name}"):
        read_checkpoint(folder)


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b + b"\0", lambda b: b[:-1] + b"\x07"])
def test_a_damaged_file_is_told_by_its_checksum(folder, damage):
    payload = (folder / ARRAYS).read_bytes()
    (folder / ARRAYS).write_bytes(damage(payload))
    with pytest.raises(CheckpointError, match="checksum does not match"):
        read_checkpoint(folder)


@pytest.mark.parametrize("facts", ["{", "[]", "{}", "\udcff"])
def test_damaged_facts_are_refused(folder, facts):
    (folder / FACTS).write_bytes(facts.encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckpointError):
        read_checkpoint(folder)


def test_something_else_with_a_right_checksum_is_refused(folder):
    import hashlib

    (folder / ARRAYS).write_bytes(b"no safetensors")
    (folder / FACTS).write_text(json.dumps({"sha256": hashlib.sha256(b"no safetensors").hexdigest()}))
    with pytest.raises(CheckpointError, match="holds no safetensors"):
        read_checkpoint(folder)


def test_a_text_is_replaced_at_once(tmp_path, monkeypatch):
    file = tmp_path / "recipe.toml"
    replace_text(file, "one")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("stopped")))
    with pytest.raises(OSError, match="stopped"):
        replace_text(file, "two")
    assert file.read_text() == "one"
