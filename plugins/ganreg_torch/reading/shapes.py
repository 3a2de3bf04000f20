"""What changes the shape of samples: reshaping, averaging, repeating."""

from collections.abc import Sequence
from math import prod
from typing import Any

from ganreg.networks.layers import AveragePool, Flatten, Reshape, Upsample
from ganreg.networks.layers.abstract import Shape
from ganreg_torch.reading.part import Part, Step

Parts = tuple[Part, ...]

SQUARE = "Only squares of pixels can be averaged or repeated."


def between(before: Shape, after: Shape) -> Parts:
    """The layer that keeps a sample's numbers and their order; none if it keeps the shape too."""
    if before == after:
        return ()
    return (Part(Flatten() if after == (prod(before),) else Reshape(after)),)


def reshaped(step: Step, *sizes: Any, **named: Any) -> Parts:
    """`view`, `flatten`, `squeeze` and their like: whatever their arguments, the shapes are known."""
    return between(step.before, step.after)


def square(step: Step, sizes: Any, what: str) -> int:
    """The one number that stands for rows and columns alike.

    Raises:
        UnsupportedError: there are two.
    """
    numbers = set(sizes) if isinstance(sizes, Sequence) else {sizes}
    if len(numbers) > 1:
        step.place.refuse(f"its {what} {tuple(sizes)} differs between rows and columns")
    return int(numbers.pop())


def avg_pool2d(
    step: Step,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Parts:
    """Square kernels without padding."""
    kernel = square(step, kernel_size, "kernel")
    if square(step, padding, "padding") or ceil_mode or divisor_override is not None:
        step.place.refuse("it averages with padding, ceil_mode or a divisor of its own")
    pace = square(step, stride, "stride") if stride else kernel
    return (Part(AveragePool(kernel, pace if pace != kernel else None)),)


def adaptive_avg_pool2d(step: Step, output_size: Any) -> Parts:
    """The kernel follows from the shapes, where they divide."""
    _, height, width = step.before
    _, rows, columns = step.after
    kernel = height // rows
    if (kernel * rows, kernel * columns) != (height, width):
        step.place.refuse(f"it averages {height} by {width} pixels to {rows} by {columns}, in unequal parts", SQUARE)
    return (Part(AveragePool(kernel)),) if kernel > 1 else ()


def mean(step: Step, dim: Any = None, keepdim: bool = False) -> Parts:
    """The mean over all pixels of a square image, `x.mean([2, 3])`; axes of one number may be among those averaged."""
    rank = len(step.before) + 1
    axes = {axis % rank for axis in (dim if isinstance(dim, Sequence) else (dim,)) if axis is not None}
    averaged = {axis for axis in axes - {0} if step.before[axis - 1] > 1}
    if not axes or 0 in axes or not (not averaged or (averaged == {2, 3} and rank == 4)):
        step.place.refuse(f"it takes the mean over dim={dim} of a batch of samples {step.before}", SQUARE)
    if not averaged:
        return between(step.before, step.after)
    channels, height, width = step.before
    if height != width:
        step.place.refuse(f"it averages images of {height} by {width} pixels", SQUARE)
    return (Part(AveragePool(height)), *between((channels, 1, 1), step.after))


def interpolate(step: Step, size: Any = None, scale_factor: Any = None, mode: str = "nearest", **named: Any) -> Parts:
    """Nearest neighbours, each side a whole number of times."""
    if mode not in ("nearest", "nearest-exact") or len(step.before) != 3:
        step.place.refuse(f"its mode is {mode!r}", "Take mode='nearest' on images.")
    _, height, width = step.before
    _, rows, columns = step.after
    scale = rows // height
    if (scale * height, scale * width) != (rows, columns) or scale < 1:
        step.place.refuse(f"it makes {rows} by {columns} pixels of {height} by {width}", SQUARE)
    return (Part(Upsample(scale)),)
