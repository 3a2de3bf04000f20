"""What layers on images make of a sample's shape, and which parameters they have."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import AveragePool, Conv2d, ConvTranspose2d, Upsample

sides = st.tuples(st.integers(1, 9), st.integers(1, 9))
steps = st.integers(1, 4)
ON_IMAGES = [Conv2d(3), ConvTranspose2d(3), AveragePool(), Upsample()]


def places(side, kernel, stride):
    return len(range(0, side - kernel + 1, stride))


@given(sides, steps, steps, st.integers(0, 3))
def test_a_convolution_has_an_output_for_each_place_of_its_kernel(size, kernel, stride, padding):
    expected = tuple(places(side + 2 * padding, kernel, stride) for side in size)
    assume(min(expected) > 0)
    layer = Conv2d(6, kernel, stride, padding)
    assert layer.output_shape((2, *size)) == (6, *expected)


@given(sides, steps, steps, st.integers(0, 1), st.integers(0, 3))
def test_a_transposed_convolution_undoes_the_shape_of_a_convolution(size, kernel, stride, padding, output_padding):
    assume(output_padding < stride and kernel > 2 * padding)
    larger = ConvTranspose2d(6, kernel, stride, padding, output_padding).output_shape((2, *size))
    assert larger[0] == 6
    assert Conv2d(2, kernel, stride, padding).output_shape(larger) == (2, *size)


@given(sides, steps, st.none() | steps)
def test_a_pool_has_an_output_for_each_place_of_its_kernel(size, kernel, stride):
    expected = tuple(places(side, kernel, stride or kernel) for side in size)
    assume(min(expected) > 0)
    assert AveragePool(kernel, stride).output_shape((2, *size)) == (2, *expected)


def test_upsampling_multiplies_each_side():
    assert Upsample().output_shape((3, 4, 5)) == (3, 8, 10)
    assert Upsample(3).output_shape((3, 4, 5)) == (3, 12, 15)


def test_the_usual_kernels_halve_and_double():
    assert Conv2d(8, kernel=4, stride=2, padding=1).output_shape((3, 32, 16)) == (8, 16, 8)
    assert ConvTranspose2d(8).output_shape((3, 16, 8)) == (8, 32, 16)
    assert Conv2d(8, padding=1).output_shape((3, 7, 5)) == (8, 7, 5)
    assert AveragePool().output_shape((3, 7, 6)) == (3, 3, 3)


def test_a_convolution_has_a_weight_of_outputs_by_inputs_by_kernel_and_a_bias():
    weight, bias = (Conv2d(8, kernel=5, stride=2).parameters((3, 9, 9))[name] for name in ("weight", "bias"))
    assert (weight.shape, weight.initializer, weight.fan_in, weight.fan_out) == ((8, 3, 5, 5), "he", 3 * 25, 8 * 25)
    assert (bias.shape, bias.initializer) == ((8,), "zeros")
    assert list(Conv2d(8, bias=False).parameters((3, 9, 9))) == ["weight"]


def test_a_transposed_convolution_has_a_weight_of_inputs_by_outputs_by_kernel_and_a_bias():
    parameters = ConvTranspose2d(8, init="dcgan").parameters((3, 9, 9))
    weight, bias = parameters["weight"], parameters["bias"]
    assert (weight.shape, weight.initializer) == ((3, 8, 4, 4), "dcgan")
    assert (bias.shape, bias.initializer) == ((8,), "zeros")
    assert list(ConvTranspose2d(8, bias=False).parameters((3, 9, 9))) == ["weight"]


@pytest.mark.parametrize(("kernel", "stride", "fan_in"), [(4, 2, 3 * 4), (3, 1, 3 * 9), (1, 2, 1), (4, 4, 3)])
def test_the_fans_of_a_transposed_convolution_count_the_kernels_that_meet_at_a_pixel(kernel, stride, fan_in):
    weight = ConvTranspose2d(8, kernel, stride, 0).parameters((3, 9, 9))["weight"]
    assert (weight.fan_in, weight.fan_out) == (fan_in, 8 * kernel**2)


@pytest.mark.parametrize("layer", [AveragePool(), Upsample()], ids=repr)
def test_a_change_of_size_has_no_parameters(layer):
    assert layer.parameters((3, 4, 4)) == {}


@pytest.mark.parametrize("layer", ON_IMAGES, ids=repr)
def test_vectors_are_refused_with_what_to_put_before(layer):
    with pytest.raises(NetworkError, match=r"takes images .*shape \(5,\)\. Put Reshape\(\(channels, height, width\)\)"):
        layer.output_shape((5,))


@pytest.mark.parametrize(
    ("layer", "shape", "output"),
    [
        (Conv2d(3, 5), (1, 4, 8), (3, 0, 4)),
        (AveragePool(4), (2, 8, 3), (2, 2, 0)),
        (ConvTranspose2d(3, 2), (1, 1, 1), (3, 0, 0)),
    ],
)
def test_nothing_left_of_an_image_is_refused(layer, shape, output):
    with pytest.raises(NetworkError) as error:
        layer.output_shape(shape)
    assert f"leaves nothing of samples of shape {shape}: they would become {output}" in str(error.value)


@pytest.mark.parametrize("padding", [2, 3])
def test_output_padding_is_less_than_the_stride(padding):
    with pytest.raises(ParameterError, match=f"output_padding={padding}, expected less than the stride, 2"):
        ConvTranspose2d(3, output_padding=padding)
    assert ConvTranspose2d(3, output_padding=1).output_shape((1, 2, 2)) == (3, 5, 5)


def test_shapes_and_names_are_those_of_torch():
    nn = pytest.importorskip("torch.nn")
    for layer, module in [
        (Conv2d(8, 3, 2, 1), nn.Conv2d(5, 8, 3, 2, 1)),
        (ConvTranspose2d(8, 3, 2, 1, 1), nn.ConvTranspose2d(5, 8, 3, 2, 1, 1)),
    ]:
        ours = {name: spec.shape for name, spec in layer.parameters((5, 9, 7)).items()}
        assert ours == {name: tuple(weight.shape) for name, weight in module.named_parameters()}
