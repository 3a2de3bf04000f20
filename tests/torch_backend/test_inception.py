"""Extractors of images: what they are shown, what comes back, and what is refused. No weights are downloaded."""

import sys
from types import ModuleType

import numpy as np
import pytest
import torch

from ganreg.draws import Draws
from ganreg.errors import DataError, MissingDependencyError, ParameterError
from ganreg.metrics.frechet import Frechet
from ganreg.metrics.inception_score import InceptionScore
from ganreg_torch.inception import ImageExtractor, inception

IMAGES = np.random.default_rng(0).uniform(0, 1, (20, 1, 4, 4))


class Tiny(torch.nn.Module):
    """A stand-in: two features of each image, and three logits; the interface is torch-fidelity's."""

    def __init__(self, name="tiny", features_list=(), path=None):
        super().__init__()
        self.seen = []
        self.layer = torch.nn.Linear(3, 3)
        if path is not None:
            self.load_state_dict(torch.load(path))

    def forward(self, x):
        self.seen.append(x)
        means = x.double().mean(dim=(2, 3))
        return means[:, :2], self.layer.double()(means / 255)


def test_an_extractor_sees_bytes_in_colour_some_at_a_time():
    tiny = Tiny()
    found = ImageExtractor(module=tiny, high=1.0, batch_size=8).features(IMAGES)
    assert [len(some) for some in tiny.seen] == [8, 8, 4]
    assert tiny.seen[0].dtype == torch.uint8
    assert tiny.seen[0].shape == (8, 3, 4, 4)
    assert np.array_equal(found[:, 0], np.rint(255 * IMAGES).mean(axis=(1, 2, 3)))


def test_what_is_outside_of_the_range_is_cut_off():
    extractor = ImageExtractor(module=Tiny(), low=-1.0, high=1.0)
    x = np.array([-3.0, -1.0, 0.0, 1.0, 9.0]).reshape(5, 1, 1, 1)
    assert extractor.features(x)[:, 0].tolist() == [0, 0, 128, 255, 255]


def test_features_and_probabilities_serve_the_metrics():
    extractor = ImageExtractor(module=Tiny(), high=1.0)
    stream = Draws(0).stream("any")
    assert Frechet(features=extractor.features).measure(IMAGES, IMAGES, stream)["frechet"] == pytest.approx(0)
    probabilities = extractor.probabilities(IMAGES)
    assert probabilities.shape == (20, 3)
    assert probabilities.sum(axis=1) == pytest.approx(1)
    score = InceptionScore(classifier=extractor.probabilities, splits=2).measure(None, IMAGES, stream)
    assert 1 <= score["inception_score"] <= 3


def test_a_module_of_features_alone_has_no_probabilities():
    extractor = ImageExtractor(module=lambda x: x.double().mean(dim=(2, 3)))
    assert extractor.features(IMAGES).shape == (20, 3)
    with pytest.raises(ParameterError, match="no logits"):
        extractor.probabilities(IMAGES)


@pytest.mark.parametrize("x", [np.zeros((3, 2)), np.zeros((3, 2, 4, 4)), np.zeros((3, 4, 4))])
def test_what_is_no_image_is_refused(x):
    with pytest.raises(DataError, match="expected images"):
        ImageExtractor(module=Tiny()).features(x)


def test_an_empty_range_is_refused():
    with pytest.raises(ParameterError, match="low < high"):
        ImageExtractor(module=Tiny(), low=1.0, high=1.0)


@pytest.fixture
def stand_in(monkeypatch):
    """A torch-fidelity whose Inception is small."""
    module = ModuleType("torch_fidelity.feature_extractor_inceptionv3")
    module.FeatureExtractorInceptionV3 = Tiny
    monkeypatch.setitem(sys.modules, "torch_fidelity", ModuleType("torch_fidelity"))
    monkeypatch.setitem(sys.modules, "torch_fidelity.feature_extractor_inceptionv3", module)


def test_weights_are_those_of_the_file(stand_in, tmp_path):
    saved = Tiny()
    torch.save(saved.state_dict(), tmp_path / "weights.pth")
    extractor = inception(tmp_path / "weights.pth", high=1.0)
    expected = ImageExtractor(module=saved, high=1.0).probabilities(IMAGES)
    assert np.array_equal(extractor.probabilities(IMAGES), expected)


def test_missing_and_damaged_weights_are_refused(stand_in, tmp_path):
    with pytest.raises(DataError, match="There are no weights"):
        inception(tmp_path / "nothing.pth")
    (tmp_path / "text.pth").write_text("no weights")
    with pytest.raises(DataError, match="holds no weights of Inception"):
        inception(tmp_path / "text.pth")
    torch.save({"other": torch.zeros(1)}, tmp_path / "other.pth")
    with pytest.raises(DataError, match="holds no weights of Inception"):
        inception(tmp_path / "other.pth")


def test_a_file_that_would_run_code_is_refused(stand_in, tmp_path):
    torch.save({"layer": print}, tmp_path / "code.pth")
    with pytest.raises(DataError, match="holds no weights"):
        inception(tmp_path / "code.pth")


def test_without_torch_fidelity_the_command_to_install_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch_fidelity", None)
    with pytest.raises(MissingDependencyError, match=r"ganreg\[fid\]"):
        inception("weights.pth")
