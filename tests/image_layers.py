"""Convolutions, pooling and upsampling as property tests draw them: odd sides, strides, padding, remainders."""

from hypothesis import strategies as st
from layer_numbers import Case

from ganreg.errors import NetworkError
from ganreg.networks.layers import AveragePool, Conv2d, ConvTranspose2d, Upsample

small, channels = st.integers(1, 3), st.integers(1, 3)
shapes = st.tuples(channels, st.integers(1, 7), st.integers(1, 7))
kernels, strides, paddings = st.integers(1, 5), st.integers(1, 3), st.integers(0, 2)
convolutions = st.builds(Conv2d, channels, kernel=kernels, stride=strides, padding=paddings, bias=st.booleans())
transposed = st.tuples(strides, paddings).flatmap(
    lambda parts: st.builds(
        ConvTranspose2d,
        channels,
        kernel=kernels,
        stride=st.just(parts[0]),
        padding=st.just(parts[1]),
        output_padding=st.integers(0, parts[0] - 1),
        bias=st.booleans(),
    )
)
pools = st.builds(AveragePool, kernels, stride=st.none() | strides)
layers = convolutions | transposed | pools | st.builds(Upsample, st.integers(1, 3))


def fits(layer, shape):
    try:
        return bool(layer.output_shape(shape))
    except NetworkError:
        return False


image_layers = st.tuples(layers, shapes).filter(lambda pair: fits(*pair)).map(lambda pair: Case(*pair))
