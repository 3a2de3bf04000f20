"""Labels at the terminal: data with labels make a GAN of classes, and `--label` chooses among them."""

from pathlib import Path

import numpy as np
import pytest

import ganreg as library
from ganreg.cli.classes import named, shared_out

CLASSES = 3
LABELS = np.array([1, 0, 2, 1] * 12)
IMAGES = LABELS[:, None, None, None] + np.linspace(0, 0.5, 48 * 16).reshape(48, 1, 4, 4)


@pytest.fixture
def train_classes(ganreg):
    """Train a tiny conditional GAN on images whose brightness is their class, with further options."""
    np.savez("data.npz", x=IMAGES, y=LABELS)
    tiny = ["--set", "critic.width=4", "--set", "generator.width=4", "--batch-size", 8, "--latent-dim", 2]
    players = ["--critic", "mlp", "--generator", "mlp"]
    return lambda *words: ganreg("train", "--data", "data.npz", *players, *tiny, "-n", 2, "-o", "run", *words)


@pytest.fixture
def run(train_classes):
    train_classes("--no-pictures")
    return "run"


def test_training_says_how_many_classes_there_are_and_how_to_choose_one(train_classes):
    text = train_classes("--no-pictures").stdout
    assert "\nWith labels of 3 classes\n" in text
    assert "\n          ganreg sample run -n 64 --label 2 -o class-2.png\n" in text


def test_training_without_labels_speaks_of_none(train):
    text = train("-n", 1).stdout
    assert "label" not in text
    assert "class" not in text


def test_the_labels_of_a_file_may_be_left_out(train_classes):
    assert train_classes("--no-pictures", "--set", "data.labels=false").exit_code == 0
    assert library.load("run").classes is None


def test_a_data_set_is_asked_for_its_labels(ganreg):
    words = ["--data", "digits", "--set", "data.labels=true", "--set", "critic.width=4", "--set", "generator.width=4"]
    result = ganreg("train", *words, "-n", 1, "--batch-size", 4, "-o", "run", "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert library.load("run").classes == 10


def test_a_conditional_run_goes_on(ganreg, run):
    result = ganreg("train", "--resume", run, "--iterations", 1, "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert (library.load(run).iterations, library.load(run).classes) == (3, CLASSES)


def test_label_chooses_the_class(ganreg, run):
    assert ganreg("sample", run, "-n", 5, "--label", 2, "--seed", 1, "-o", "x.npy").exit_code == 0
    assert np.array_equal(np.load("x.npy"), library.load(run).sample(5, label=2, seed=1))


def test_several_classes_share_the_samples_and_an_archive_says_which_is_which(ganreg, run):
    result = ganreg("sample", run, "-n", 5, "--label", 2, "--label", 0, "--seed", 1, "-o", "x.npz")
    assert "5 × 1 × 4 × 4 float32 of classes 2 and 0, from " in result.stdout
    with np.load("x.npz") as file:
        assert file["label"].tolist() == [2, 2, 2, 0, 0]
        assert np.array_equal(file["x"], library.load(run).sample(5, label=file["label"], seed=1))


def test_without_label_all_classes_share_the_samples(ganreg, run):
    assert " of classes 0 to 2, from " in ganreg("sample", run, "-n", 6, "-o", "x.npz").stdout
    assert np.load("x.npz")["label"].tolist() == [0, 0, 1, 1, 2, 2]


def test_samples_with_their_labels_are_data_to_train_on(ganreg, run):
    ganreg("sample", run, "-n", 32, "-o", "x.npz")
    result = ganreg("train", "--data", "x.npz", "-n", 1, "--batch-size", 8, "-o", "again", "--no-pictures")
    assert "With labels of 3 classes" in result.stdout, result.stderr


def test_an_archive_of_a_gan_without_classes_holds_no_labels(ganreg, train):
    train("-n", 1, "-o", "ring")
    ganreg("sample", "ring", "-o", "x.npz")
    assert np.load("x.npz").files == ["x"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--label", 3], "--label 3: this generator knows 3 classes, 0 to 2."),
        (["--label", 0, "--label", -1], "--label -1: this generator knows 3 classes, 0 to 2."),
        (["--label", 0, "--label", 1, "-n", 1], "--count 1: fewer samples than the 2 classes of --label."),
    ],
)
def test_classes_that_cannot_be_had_are_refused(ganreg, run, options, message):
    result = ganreg("sample", run, *options)
    assert (result.exit_code, result.stderr) == (1, f"error: {message}\n")
    assert not Path("samples.npy").exists()


def test_a_label_is_a_number(ganreg, run):
    assert ganreg("sample", run, "--label", "cat").exit_code == 2


def test_a_class_of_a_gan_without_classes_is_refused(ganreg, train):
    train("-n", 1, "-o", "ring")
    result = ganreg("sample", "ring", "--label", 1)
    message = "--label 1: this generator tells no classes apart. Leave --label out."
    assert (result.exit_code, result.stderr) == (1, f"error: {message}\n")


@pytest.mark.parametrize(("classes", "count"), [([5], 3), ([1, 0], 7), (range(10), 64), (range(4), 2)])
def test_classes_share_evenly(classes, count):
    label = shared_out(classes, count)
    sizes = [(label == one).sum() for one in classes]
    assert sum(sizes) == len(label) == count
    assert max(sizes) - min(sizes) <= 1
    assert label.tolist() == sorted(label, key=list(classes).index)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ([4, 4], "class 4"),
        ([0, 1], "classes 0 and 1"),
        ([7, 3, 3, 5], "classes 7, 3 and 5"),
        ([2, 3, 4], "classes 2 to 4"),
        (range(0, 20, 2), "classes 0, 2, 4, 6, 8, 10, 12, 14, 16 and 18"),
        (range(0, 22, 2), "11 classes"),
    ],
)
def test_classes_in_words(label, words):
    assert named(np.array(label)) == words


def test_where_the_critic_alone_knows_classes_none_can_be_chosen(ganreg):
    np.savez("data.npz", x=IMAGES, y=LABELS)
    generator = ["--generator", "sequential", "--set", 'generator.stack=["head"]']
    result = ganreg("train", "--data", "data.npz", *generator, "-n", 1, "--batch-size", 8, "-o", "run", "--pictures")
    assert result.exit_code == 0, result.stderr
    assert "With labels of 3 classes" in result.stdout
    assert "--label" not in result.stdout
    assert "tells no classes apart" in ganreg("sample", "run", "--label", 1).stderr
