"""A residual block is what its two paths are."""

import pytest

from ganreg.errors import NetworkError
from ganreg.networks import (
    BatchNorm,
    ConditionalBatchNorm,
    Conv2d,
    Dense,
    Embedding,
    Head,
    ReLU,
    Residual,
    Tanh,
    Upsample,
)

IMAGES = (3, 4, 4)
UP = Residual(["relu", Upsample(), Conv2d(8, padding=1), "batch_norm"], [Upsample(), Conv2d(8, 1, bias=False)])


def test_layers_come_as_objects_names_or_mappings():
    assert Residual(["relu", {"name": "dense", "units": 4}], ["tanh"]) == Residual((ReLU(), Dense(4)), (Tanh(),))


def test_the_shape_is_that_of_both_paths():
    assert UP.output_shape(IMAGES) == (8, 8, 8)
    assert Residual([Dense(9), ReLU(), Dense(4)]).output_shape((4,)) == (4,)


def test_arrays_are_named_by_path_and_place():
    shapes = {name: spec.shape for name, spec in UP.parameters(IMAGES).items()}
    assert shapes == {
        "body.2.weight": (8, 3, 3, 3),
        "body.2.bias": (8,),
        "body.3.weight": (8,),
        "body.3.bias": (8,),
        "shortcut.1.weight": (8, 3, 1, 1),
    }
    assert list(UP.buffers(IMAGES)) == ["body.3.running_mean", "body.3.running_var"]


def test_blocks_within_blocks_have_longer_names():
    block = Residual([Dense(4), Residual([BatchNorm(affine=False), Dense(4, bias=False)])])
    assert list(block.parameters((4,))) == ["body.0.weight", "body.0.bias", "body.1.body.1.weight"]
    assert list(block.buffers((4,))) == ["body.1.body.0.running_mean", "body.1.body.0.running_var"]


@pytest.mark.parametrize("shortcut", [(), [Dense(5)]])
def test_paths_that_end_in_different_shapes_are_refused(shortcut):
    with pytest.raises(NetworkError, match=r"samples of shape \(4,\): the body in \(3,\), the shortcut in \([45],\)"):
        Residual([Dense(3)], shortcut).output_shape((4,))


def test_a_layer_that_does_not_fit_within_is_refused():
    with pytest.raises(NetworkError, match=r"Conv2d.* takes images"):
        Residual([Conv2d(3)]).output_shape((4,))


def test_a_head_within_is_refused():
    with pytest.raises(NetworkError, match=r"Head.* end of a network\. It cannot be part of a Residual"):
        Residual([Dense(4), Head()])


@pytest.mark.parametrize(
    ("layer", "quality", "without", "with_it"),
    [
        (Tanh(), "piecewise_linear", True, False),
        (BatchNorm(), "mixes_samples", False, True),
        (ConditionalBatchNorm(3), "classes", None, 3),
        (Residual((), [Embedding(3)]), "classes", None, 3),
    ],
    ids=str,
)
def test_its_qualities_come_from_either_path(layer, quality, without, with_it):
    assert getattr(Residual([ReLU()], [Dense(4)]), quality) == without
    assert getattr(Residual([ReLU(), layer], [Dense(4)]), quality) == with_it
    assert getattr(Residual([ReLU()], [Dense(4), layer]), quality) == with_it


def test_paths_that_disagree_about_the_classes_are_refused():
    with pytest.raises(NetworkError, match="tell 3 and others 5 classes apart"):
        assert Residual([Embedding(3)], [Embedding(5)]).classes
