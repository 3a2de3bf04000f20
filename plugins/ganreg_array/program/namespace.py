"""The array API's functions, recorded."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ganreg_array.program.number import NotRecordable
from ganreg_array.program.traced import Traced

if TYPE_CHECKING:
    from ganreg_array.program.recorder import Recorder

Array = Any
Axes = int | tuple[int, ...] | None

UFUNCS = {
    "abs": "absolute",
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "bitwise_invert": "invert",
    "pow": "power",
    "round": "rint",
}
SAME: tuple[str, ...] = (
    "add",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "divide",
    "equal",
    "exp",
)
SAME += ("expm1", "floor", "floor_divide", "greater", "greater_equal", "hypot", "isfinite", "isinf", "isnan", "less")
SAME += ("less_equal", "log", "log10", "log1p", "log2", "logaddexp", "logical_and", "logical_not", "logical_or")
SAME += ("logical_xor", "matmul", "maximum", "minimum", "multiply", "negative", "not_equal", "positive", "reciprocal")
SAME += ("remainder", "sign", "signbit", "sin", "sinh", "sqrt", "square", "subtract", "tan", "tanh", "trunc")
UFUNCS |= {name: name for name in SAME}
"""Those with `out`, by the array API's name and NumPy's."""

CONSTANTS: tuple[str, ...] = (
    "e",
    "pi",
    "inf",
    "nan",
    "newaxis",
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
)
CONSTANTS += ("uint64", "float32", "float64", "complex64", "complex128", "finfo", "iinfo", "isdtype", "result_type")
CONSTANTS += ("can_cast", "__array_namespace_info__", "__name__", "__array_api_version__")
"""What the namespace has besides functions of arrays."""

SIZED_BY_VALUES = ("nonzero", "unique_all", "unique_counts", "unique_inverse", "unique_values")
"""Functions whose results a program has no fixed places for."""

REDUCTIONS = {"sum": "add", "prod": "multiply", "max": "maximum", "min": "minimum", "any": "logical_or"}
REDUCTIONS |= {"all": "logical_and"}


class TracedNamespace:
    """A namespace that formulas are called with in the place of NumPy.

    Functions that are not here run as they are at each step, and their result is copied to memory that is kept.
    """

    def __init__(self, recorder: "Recorder") -> None:
        self._recorder, self._base = recorder, recorder.base

    def __getattr__(self, name: str) -> Any:
        if name in CONSTANTS:
            return getattr(self._base, name)
        if name in UFUNCS:
            return lambda *values: self._recorder.elementwise(UFUNCS[name], *values)
        if name == "linalg":
            return _Copied(self._recorder, self._base.linalg)
        return getattr(_Copied(self._recorder, self._base), name)

    # New arrays ----------------------------------------------------------------------------------------------------

    def asarray(self, values: Any, dtype: Any = None, device: Any = None, copy: bool | None = None) -> Traced:
        """An array of this namespace: itself, cast, or one that is the same at each run."""
        if isinstance(values, Traced):
            return self.astype(values, dtype or values.dtype, copy=bool(copy))
        if hasattr(values, "__array__"):
            raise NotRecordable("the formula brings an array of its own")
        constant = self._base.asarray(values, dtype=dtype)
        return self._recorder.filled(constant.shape, constant, constant.dtype)

    def full(self, shape: Sequence[int] | int, value: Any, dtype: Any = None, device: Any = None) -> Traced:
        """One value throughout."""
        shape = (shape,) if isinstance(shape, int) else shape
        return self._recorder.filled(shape, value, dtype or self._base.asarray(value).dtype)

    def zeros(self, shape: Sequence[int] | int, dtype: Any = None, device: Any = None) -> Traced:
        """0 throughout."""
        return self.full(shape, 0.0, dtype)

    def ones(self, shape: Sequence[int] | int, dtype: Any = None, device: Any = None) -> Traced:
        """1 throughout."""
        return self.full(shape, 1.0, dtype)

    def empty(self, shape: Sequence[int] | int, dtype: Any = None, device: Any = None) -> Traced:
        """Of no particular values."""
        shape = (shape,) if isinstance(shape, int) else shape
        return Traced(self._base.empty(tuple(shape), dtype=dtype or "float64"), self._recorder)

    def full_like(self, x: Traced, value: Any, dtype: Any = None, device: Any = None) -> Traced:
        """One value throughout."""
        return self._recorder.filled(x.shape, value, dtype or x.dtype, like=x.data)

    def zeros_like(self, x: Traced, dtype: Any = None, device: Any = None) -> Traced:
        """0 throughout."""
        return self.full_like(x, 0, dtype)

    def ones_like(self, x: Traced, dtype: Any = None, device: Any = None) -> Traced:
        """1 throughout."""
        return self.full_like(x, 1, dtype)

    def empty_like(self, x: Traced, dtype: Any = None, device: Any = None) -> Traced:
        """Of no particular values."""
        return Traced(self._base.empty_like(x.data, dtype=dtype), self._recorder)

    def arange(self, *bounds: Any, dtype: Any = None, device: Any = None) -> Traced:
        """Evenly spaced numbers."""
        return self.asarray(self._base.arange(*bounds, dtype=dtype).tolist(), dtype=dtype)

    def eye(self, *sizes: int, dtype: Any = None, device: Any = None) -> Traced:
        """The unit matrix."""
        return self.asarray(self._base.eye(*sizes).tolist(), dtype=dtype)

    def astype(self, x: Traced, dtype: Any, copy: bool = True, device: Any = None) -> Traced:
        """The same numbers in another type."""
        if x.dtype == dtype and not copy:
            return x
        if not self._base.can_cast(x.dtype, dtype, "same_kind"):  # to whole numbers, which copying refuses
            return self._recorder.copied(lambda array: array.astype(dtype), x)  # type: ignore[no-any-return]
        cast = Traced(self._base.empty_like(x.data, dtype=dtype), self._recorder)
        self._recorder.write(cast, x)
        return cast

    # Views ---------------------------------------------------------------------------------------------------------

    def reshape(self, x: Traced, shape: Sequence[int] | int, copy: bool | None = None) -> Traced:
        """Other axes over the same elements."""
        x = self.astype(x, x.dtype) if copy else x
        return self._recorder.view(x, lambda array: array.reshape(shape))

    def permute_dims(self, x: Traced, axes: Sequence[int]) -> Traced:
        """The axes in another order."""
        return self._recorder.view(x, lambda array: array.transpose(tuple(axes)))

    def matrix_transpose(self, x: Traced) -> Traced:
        """The last two axes exchanged."""
        return x.mT

    def expand_dims(self, x: Traced, axis: int = 0) -> Traced:
        """A further axis."""
        return self._recorder.view(x, lambda array: self._base.expand_dims(array, axis))

    def squeeze(self, x: Traced, axis: Axes) -> Traced:
        """Without axes of length 1."""
        return self._recorder.view(x, lambda array: array.squeeze(axis))

    def broadcast_to(self, x: Traced, shape: Sequence[int]) -> Traced:
        """Repeated along axes."""
        return self._recorder.view(x, lambda array: self._base.broadcast_to(array, tuple(shape)))

    def concat(self, arrays: Sequence[Traced], axis: int | None = 0) -> Traced:
        """One after another along an axis."""
        if axis is None:
            arrays, axis = [self.reshape(array, (-1,)) for array in arrays], 0
        joined = Traced(self._base.concatenate([array.data for array in arrays], axis), self._recorder)
        start, before = 0, (slice(None),) * (axis % joined.ndim)
        for array in arrays:
            end = start + array.shape[axis]
            joined[(*before, slice(start, end))] = array
            start = end
        return joined

    def stack(self, arrays: Sequence[Traced], axis: int = 0) -> Traced:
        """One after another along a new axis."""
        return self.concat([self.expand_dims(array, axis) for array in arrays], axis)

    # Reductions ----------------------------------------------------------------------------------------------------

    def mean(self, x: Traced, axis: Axes = None, keepdims: bool = False) -> Traced:
        """The mean."""
        total = self.sum(x, axis=axis, keepdims=keepdims)
        return self._recorder.elementwise("divide", total, x.size // max(total.size, 1))

    def where(self, condition: Traced, first: Any, second: Any) -> Traced:
        """The first where the condition holds, the second elsewhere."""
        if self._base is np:
            return self._recorder.copied(np.where, condition, first, second)  # type: ignore[no-any-return]
        return self._recorder.chosen(condition, first, second)

    def clip(self, x: Traced, min: Any = None, max: Any = None) -> Traced:  # noqa: A002 - the array API's names
        """Between two bounds."""
        x = x if min is None else self.maximum(x, min)
        return x if max is None else self.minimum(x, max)


def _reduction(name: str, ufunc: str) -> Callable[..., Traced]:
    def method(
        self: TracedNamespace, x: Traced, axis: Axes = None, dtype: Any = None, keepdims: bool = False
    ) -> Traced:
        reduce = reducing(self._base, name, ufunc)
        return self._recorder.made(reduce, (self._recorder.argument(x, None), axis, dtype), more=(keepdims,))

    method.__name__ = name
    return method


for _name, _ufunc in REDUCTIONS.items():
    setattr(TracedNamespace, _name, _reduction(_name, _ufunc))


@cache
def reducing(base: Any, name: str, ufunc: str) -> Callable[..., Any]:
    """A reduction of x, axis, dtype, out, keepdims: one object, so that two calls of it can be seen to be the same."""
    function: Any = getattr(base, name)
    reduce: Callable[..., Any] = getattr(base, ufunc).reduce
    if base is np:
        return reduce  # faster than the function, which comes to it in the end
    if name in ("sum", "prod"):
        return function  # type: ignore[no-any-return]
    return lambda x, axis, _, out, keepdims: function(x, axis, out, keepdims)


class _Copied:
    """The functions of a namespace that have no `out`."""

    def __init__(self, recorder: "Recorder", base: Any) -> None:
        self._recorder, self._base = recorder, base

    def __getattr__(self, name: str) -> Any:
        function = getattr(self._base, name)

        def recorded(*values: Any, **keywords: Any) -> Any:
            if name in SIZED_BY_VALUES or (name == "repeat" and isinstance(values[1], Traced)):
                raise NotRecordable(f"only values tell the size of what {name} gives")
            if any(isinstance(value, Traced) for value in keywords.values()):
                raise NotRecordable(f"{name} is given an array by keyword")
            return self._recorder.copied(function, *values, **keywords)

        return recorded
