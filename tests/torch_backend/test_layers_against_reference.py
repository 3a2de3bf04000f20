"""Each module, differentiated twice by autograd, gives what the reference derives by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from image_layers import image_layers
from layer_numbers import Numbers, each_layer
from layer_oracles import assert_equal, in_reference, in_torch, value_of_module

from ganreg.networks.layers import BatchNorm, ConditionalBatchNorm
from ganreg_reference.layers import batch_layer
from ganreg_torch.layers import module_of

seeds = st.integers(0, 2**32 - 1)


def agrees(case, given):
    found = {name: value.numpy() for name, value in in_torch(case, given, value=value_of_module).items()}
    assert_equal(found, in_reference(case, given))


@each_layer
@settings(max_examples=4)
@drawn(n=st.integers(1, 3), seed=seeds)
def test_a_layer_agrees_to_second_order(case, n, seed):
    agrees(case, Numbers.draw(case, n, seed))


@settings(max_examples=60)
@drawn(case=image_layers, n=st.integers(1, 3), seed=seeds)
def test_image_layers_of_any_shape_agree_to_second_order(case, n, seed):
    agrees(case, Numbers.draw(case, n, seed))


@pytest.mark.parametrize("layer", [BatchNorm(), BatchNorm(momentum=0.7), ConditionalBatchNorm(3)], ids=str)
@pytest.mark.parametrize("shape", [(3,), (2, 3, 1)], ids=str)
def test_running_statistics_follow_as_in_the_reference(layer, shape):
    random = np.random.default_rng(0)
    module, labels = module_of(layer, shape).double(), None
    own = {name: value.numpy().copy() for name, value in module.named_buffers()}
    weights = {name: value.detach().numpy() for name, value in module.named_parameters()}
    for _ in range(3):
        x = random.normal(1.0, 2.0, size=(4, *shape))
        labels = None if layer.classes is None else random.integers(3, size=4)
        own = batch_layer(layer).buffers(x, weights, labels, own)
        module(torch.tensor(x), *(() if labels is None else (torch.tensor(labels),)))
    for name, value in module.named_buffers():
        np.testing.assert_allclose(value, own[name], rtol=1e-13)
