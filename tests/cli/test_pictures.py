"""The pictures of a conditional run: real and generated images in the same place are of the same class."""

import numpy as np
import pytest

from ganreg.cli import pictures
from ganreg.cli.sample_file import save

LABELS = np.array([1, 0, 2, 1] * 24)
IMAGES = LABELS[:, None, None, None] + np.linspace(0, 0.5, 96 * 4).reshape(96, 1, 2, 2)
POINTS = LABELS[:, None] + np.linspace(0, 0.5, 192).reshape(96, 2)


@pytest.fixture
def drawn(ganreg, monkeypatch):
    """What a run on these data gives to its picture: generated samples, and `real` and `label` by name."""
    told = []

    def remembered(x, path, **named):
        told.append((x, named))

    monkeypatch.setattr(pictures, "save_samples", remembered)
    monkeypatch.setattr(pictures, "save_training", lambda records, path, **named: None)

    def of(x, **label):
        np.savez("data.npz", x=x, **label)
        result = ganreg("train", "--data", "data.npz", "-n", 1, "--batch-size", 4, "-o", "run", "--pictures")
        assert result.exit_code == 0, result.stderr
        return told[-1][0], told[-1][1]["real"], told[-1][1]["label"]

    return of


@pytest.mark.parametrize(
    ("loss", "estimate", "bounds"), [("wasserstein", True, False), ("hinge", False, False), ("minimax", False, True)]
)
def test_what_the_scores_say_depends_on_the_loss(ganreg, monkeypatch, loss, estimate, bounds):
    """The gap is called an estimate with the Wasserstein loss alone; the minimax loss bounds the JSD."""
    told = []
    monkeypatch.setattr(pictures, "save_samples", lambda x, path, **named: None)
    monkeypatch.setattr(pictures, "save_training", lambda records, path, **named: told.append(named))
    words = ("train", "--data", "ring", "--constraint", "gp", "-n", 1, "--batch-size", 4, "--pictures")
    said = ganreg(*words, "--loss", loss).stderr
    assert told == [{"wasserstein": estimate, "bounds_js": bounds}]
    assert ("  W̃ " in said, "  gap " in said) == (estimate, not estimate)


def test_images_are_as_many_of_each_class_in_order(drawn):
    generated, real, label = drawn(IMAGES, y=LABELS)
    assert label.tolist() == [0] * 22 + [1] * 22 + [2] * 22
    assert np.array_equal(real.min(axis=(1, 2, 3)).astype(int), label)
    assert len(generated) == len(label)


def test_a_rare_class_has_what_images_there_are(drawn):
    rare = np.where(np.arange(96) < 3, 0, 1)
    _, real, label = drawn(IMAGES, y=rare)
    assert label.tolist() == [0] * 3 + [1] * 32
    assert len(real) == 35


def test_of_more_classes_than_images_the_first_are_drawn(drawn, monkeypatch):
    monkeypatch.setattr(pictures, "IMAGES", 4)
    _, real, label = drawn(IMAGES, y=np.arange(96) % 6)
    assert label.tolist() == [0, 1, 2, 3]
    assert len(real) == 4


def test_points_are_real_ones_as_they_come(drawn, monkeypatch):
    monkeypatch.setattr(pictures, "POINTS", 40)
    generated, real, label = drawn(POINTS, y=LABELS)
    assert label.tolist() == sorted(label)
    assert (label == 1).sum() > 14  # half of the data; a third, if there were as many of each class
    assert len(label) == 40
    assert np.array_equal(real.min(axis=1).astype(int), label)
    assert generated.shape == real.shape


def test_without_labels_there_are_none(drawn):
    generated, real, label = drawn(IMAGES)
    assert label is None
    assert len(generated) == len(real) == 64


def test_where_the_data_are_out_of_reach_all_classes_are_drawn(drawn, ganreg, monkeypatch):
    drawn(IMAGES, y=LABELS)
    told = {}
    monkeypatch.setattr(pictures, "save_samples", lambda x, path, **named: told.update(x=x, **named))
    monkeypatch.setattr(pictures, "as_source", _out_of_reach)
    assert ganreg("train", "--resume", "run", "--pictures").exit_code == 0
    assert told["real"] is None
    assert np.bincount(told["label"]).tolist() == [22, 21, 21]
    assert len(told["x"]) == 64


def test_a_sampled_picture_has_its_classes_in_rows(tmp_path):
    from PIL import Image

    bright_and_dark = np.repeat([1.0, 0.0], [2, 3])[:, None, None, None] * np.ones((5, 1, 4, 4))
    save(bright_and_dark, tmp_path / "x.png", np.array([0, 0, 1, 1, 1]))
    upper, lower = np.array_split(np.asarray(Image.open(tmp_path / "x.png").convert("L")), 2)
    assert upper.min() == 255
    assert lower.min() == 0


def _out_of_reach(data):
    raise pictures.DataError("There is no file.")
