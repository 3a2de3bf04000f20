"""Runs array operations, and keeps what was run."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ganreg_array.program.call import Call
from ganreg_array.program.number import NotRecordable, Number
from ganreg_array.program.traced import Traced

Array = Any


class Recorder:
    """Everything that was computed with its arrays, in order.

    Args:
        base: NumPy, or a namespace whose functions take `out` as NumPy's do.

    Attributes:
        xp: the namespace that formulas are called with.
        calls: what was run.
        inputs: the arrays that are filled anew before each run.
        numbers: the scalars that are, each with what computes it.
    """

    def __init__(self, base: Any) -> None:
        from ganreg_array.program.namespace import TracedNamespace

        self.base = base
        self.xp = TracedNamespace(self)
        self.calls: list[Call] = []
        self.inputs: list[Array] = []
        self.numbers: list[tuple[Array, Number]] = []

    # What goes in --------------------------------------------------------------------------------------------------

    def input(self, values: Array) -> Traced:
        """An array that another will take the place of at each run: same shape, same dtype."""
        self.inputs.append(self.base.array(values))
        return Traced(self.inputs[-1], self)

    def shared(self, array: Array) -> Traced:
        """An array of another program, read where it lies."""
        self.inputs.append(array)
        return Traced(array, self)

    def argument(self, value: Any, like: Any) -> Any:
        """What is handed to a function: an array's memory, a number as it is, a `Number` as a scalar filled anew.

        Raises:
            NotRecordable: it is an array that this recorder does not know.
        """
        if isinstance(value, Traced):
            return value.data
        if isinstance(value, Number):
            self.numbers.append((self.base.asarray(value.value, dtype=like), value))
            return self.numbers[-1][0]
        if value is None or isinstance(value, (bool, int, float, str, tuple, slice)):
            return value
        raise NotRecordable(f"the formula computes with {type(value).__name__}, which is none of its arrays")

    # What is done --------------------------------------------------------------------------------------------------

    def elementwise(self, name: str, *values: Any, out: Traced | None = None) -> Traced:
        """A function of NumPy's that takes `out` last: all ufuncs, and matmul."""
        like = _floating(values)
        arguments = tuple(self.argument(value, like) for value in values)
        function = getattr(self.base, name)
        if name in ("maximum", "minimum"):  # NumPy wants to be told by name where these shall write
            function = _named_out(function)
        return self.made(function, arguments, out, elementwise=name != "matmul")

    def made(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        out: Traced | None = None,
        elementwise: bool = False,
    ) -> Traced:
        """`function(*arguments, out)`: run into a new array, or into `out`, and kept."""
        if out is None:
            result = Traced(self._own(function(*arguments)), self)
        else:
            function(*arguments, out.data)
            result = out
        aliased = any(argument is result.data for argument in arguments)
        self.calls.append(Call(function, (*arguments, result.data), result.data, aliased, elementwise))
        return result

    def copied(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        """A function without `out`: run, and its result or results copied to arrays that stay."""
        like = _floating(arguments)
        given = tuple(self.argument(value, like) for value in arguments)
        found = function(*given, **keywords)
        several = isinstance(found, tuple)
        kept = [self._own(array) for array in (found if several else (found,))]
        for index, array in enumerate(kept):
            pick = index if several else None
            self.calls.append(Call(_copying(function, keywords, pick, self.base), (*given, array), array))
        results = [Traced(array, self) for array in kept]
        return tuple(results) if several else results[0]

    def write(self, target: Traced, value: Any) -> None:
        """`target[...] = value`."""
        source = self.argument(value, target.dtype)
        if hasattr(source, "strides") and _same(source, target.data):
            return  # the end of `x[key] += value`
        self.base.copyto(target.data, source)
        self.calls.append(Call(self.base.copyto, (target.data, source), target.data))

    def filled(self, shape: Sequence[int], value: Any, dtype: Any) -> Traced:
        """A new array that holds one value throughout."""
        result = Traced(self.base.empty(tuple(shape), dtype=dtype), self)
        self.write(result, value)
        return result

    def part(self, array: Traced, key: Any, writing: bool = False) -> Traced:
        """`array[key]`: a view, or for arrays of indices a copy.

        Raises:
            NotRecordable: the key is a mask, whose number of places only its values tell; or such a key is written to.
        """
        keys = key if isinstance(key, tuple) else (key,)
        traced = [one for one in keys if isinstance(one, Traced)]
        if not traced:
            data = array.data[key if Ellipsis in keys else (*keys, Ellipsis)]
            return Traced(data, self)
        if writing or any(one.dtype == bool for one in traced):
            raise NotRecordable("the formula selects elements by their values")
        places = tuple(_GIVEN if isinstance(one, Traced) else one for one in keys)
        return self.copied(_Indexing(places), array, *traced)  # type: ignore[no-any-return]

    def view(self, array: Traced, function: Callable[[Array], Array]) -> Traced:
        """A view that a function makes; where it has to copy instead, that is done at each run."""
        data = function(array.data)
        if self._shares(data, array.data):
            return Traced(data, self)
        flat: Traced = self.copied(function, array)
        return flat

    def _shares(self, one: Array, other: Array) -> bool:
        return bool(self.base.may_share_memory(one, other)) or one.size == 0

    def _own(self, array: Any) -> Array:
        """The array itself if its memory is its own, else a copy."""
        fresh = isinstance(array, np.ndarray) and array.base is None and array.flags.owndata
        return array if fresh else self.base.array(array)


def _named_out(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(one: Array, other: Array, out: Array | None = None) -> Any:
        return function(one, other, out=out)

    return run


def _floating(values: Sequence[Any]) -> Any:
    """The type in which a `Number` meets these values: that of the first floating array."""
    return next((value.dtype for value in values if isinstance(value, Traced) and value.dtype.kind == "f"), None)


_GIVEN = object()


class _Indexing:
    """`array[key]` with arrays of indices in some places of the key."""

    def __init__(self, places: tuple[Any, ...]) -> None:
        self.places = places

    def __call__(self, array: Array, *indices: Array) -> Array:
        rest = iter(indices)
        return array[tuple(next(rest) if place is _GIVEN else place for place in self.places)]


def _copying(function: Callable[..., Any], keywords: dict[str, Any], pick: int | None, base: Any) -> Callable[..., Any]:
    def run(*arguments: Any) -> None:
        found = function(*arguments[:-1], **keywords)
        base.copyto(arguments[-1], found if pick is None else found[pick])

    return run


def _same(one: Array, other: Array) -> bool:
    """Whether two arrays are the same elements in the same order."""
    return bool(
        one.__array_interface__["data"] == other.__array_interface__["data"]
        and one.shape == other.shape
        and one.strides == other.strides
    )
