"""Runs array operations, and keeps what was run."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from ganreg_array.program.call import Call
from ganreg_array.program.ghosts import Ghosts
from ganreg_array.program.known import Known
from ganreg_array.program.memory import address, is_array
from ganreg_array.program.number import NotRecordable, Number
from ganreg_array.program.traced import Traced

Array = Any


class Recorder:
    """Everything that was computed with its arrays, in order; what is computed twice is kept once.

    Args:
        base: NumPy, or a namespace whose functions take `out` as NumPy's do.
        sharing: whether what is computed twice is kept once.

    Attributes:
        xp: the namespace that formulas are called with.
        calls: what was run.
        inputs: the arrays that are filled anew before each run.
        numbers: the scalars that are, each with what computes it.
    """

    def __init__(self, base: Any, sharing: bool = True) -> None:
        from ganreg_array.program.namespace import TracedNamespace

        self.base = base
        self.xp = TracedNamespace(self)
        self.calls: list[Call] = []
        self.inputs: list[Array] = []
        self.numbers: list[tuple[Array, Number]] = []
        self.ghosts = Ghosts()
        self._known = Known(self.ghosts, sharing)
        self._scalars: dict[tuple[str, str], Array] = {}
        self._named = (base.maximum, base.minimum)  # NumPy wants to be told by name where these shall write

    # What goes in --------------------------------------------------------------------------------------------------

    def input(self, values: Array) -> Traced:
        """An array that another will take the place of at each run: same shape, same dtype."""
        return self.shared(self.base.array(values))

    def shared(self, array: Array) -> Traced:
        """An array of another program, read where it lies."""
        self.inputs.append(self._moves(array))
        return Traced(array, self)

    def _moves(self, array: Array) -> Array:
        """An array whose values are others at each run."""
        self._known.moves(array)
        return array

    def argument(self, value: Any, like: Any) -> Any:
        """What is handed to a function: an array's memory, a number as it is, a `Number` as a scalar filled anew.

        Raises:
            NotRecordable: it is an array that this recorder does not know.
        """
        if isinstance(value, Traced):
            return value.data
        if isinstance(value, Number):
            self.numbers.append((self._moves(self.base.asarray(value.value, dtype=like)), value))
            return self.numbers[-1][0]
        if value is None or isinstance(value, (bool, int, float, str, tuple, slice, np.generic)):
            return value
        raise NotRecordable(f"the formula computes with {type(value).__name__}, which is none of its arrays")

    # What is done --------------------------------------------------------------------------------------------------

    def elementwise(self, name: str, *values: Any, out: Traced | None = None) -> Traced:
        """A function of NumPy's that takes `out` last: all ufuncs, and matmul."""
        arguments = self._met(values)
        if name == "matmul" and arguments[0].ndim == arguments[1].ndim == 2 and arguments[0].shape[1] == 1:
            name = "multiply"  # an outer product, for which NumPy's matmul is slow
        if name != "matmul":
            arguments = self._with_scalars(getattr(self.base, name), arguments)
        return self.made(getattr(self.base, name), arguments, out, elementwise=name != "matmul")

    def ufunc(self, function: Any, *values: Any) -> Traced:
        """A function like NumPy's own, of whoever wrote it.

        Raises:
            NotRecordable: it gives several arrays, or does not go element by element.
        """
        if function.nout != 1 or function.signature is not None:
            raise NotRecordable(f"{function.__name__} does not give one array element by element")
        return self.made(function, self._met(values), elementwise=True)

    def _met(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """Arrays, and numbers in the type in which they meet these."""
        like = _floating(values)
        return tuple(self._typed(self.argument(value, like), like) for value in values)

    def made(
        self,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        out: Traced | None = None,
        elementwise: bool = False,
        more: tuple[Any, ...] = (),
    ) -> Traced:
        """`function(*arguments, out, *more)`: run into a new array, or into `out`, and kept."""
        if out is not None:
            self._known.changes(out.data)
            function(*arguments, *more, out=out.data)
            self._kept(function, (*arguments, out.data, *more), out.data, elementwise)
            return out
        known = (function, tuple(map(self._known.name_of, arguments)), more)
        if (found := self._known.again(known)) is None:
            found = Traced(self._own(function(*arguments, *((None, *more) if more else ()))), self)
            self._kept(function, (*arguments, found.data, *more), found.data, elementwise)
            self._known.remember(known, found)
        return found

    def copied(self, function: Callable[..., Any], *values: Any, **keywords: Any) -> Any:
        """A function without `out`: run, and its result or results copied to arrays that stay."""
        like = _floating(values)
        given = tuple(self.argument(value, like) for value in values)
        known = (function, tuple(map(self._known.name_of, given)), tuple(sorted(keywords.items())))
        if (before := self._known.again(known)) is not None:
            return before
        found = function(*given, **keywords)
        if any(self._shows(found, one) for one in given):
            return Traced(found, self)
        several = isinstance(found, tuple)
        results = [Traced(self._own(array), self) for array in (found if several else (found,))]
        for index, result in enumerate(results):
            run = _copying(function, keywords, index if several else None, self.base)
            self._kept(run, (*given, result.data), result.data)
        if not several:
            self._known.remember(known, results[0])
        return tuple(results) if several else results[0]

    def write(self, target: Traced, value: Any) -> None:
        """`target[...] = value`."""
        source = self.argument(value, target.dtype)
        if is_array(source) and _same(source, target.data):
            return  # the end of `x[key] += value`
        self._known.changes(target.data)
        self.base.copyto(target.data, source)
        self._kept(self.base.copyto, (target.data, source), target.data, elementwise=True)

    def chosen(self, condition: Traced, first: Any, second: Any) -> Traced:
        """As `where`, into memory that stays: a graph of CUDA's must allocate nothing that it would not find again."""
        like = _floating((first, second))
        given = tuple(self.argument(value, like) for value in (condition, first, second))
        found = Traced(self.base.where(*given), self)
        self._kept(_choosing(self.base), (*given, found.data), found.data)
        return found

    def filled(self, shape: Sequence[int], value: Any, dtype: Any, like: Array | None = None) -> Traced:
        """A new array that holds one value throughout, laid out like another where there is one."""
        empty = self.base.empty(tuple(shape), dtype=dtype) if like is None else self.base.empty_like(like, dtype=dtype)
        result = Traced(empty, self)
        if isinstance(value, Number):
            self.write(result, value)
            return result
        if is_array(value):
            self.ghosts.keep(value)
        self.base.copyto(result.data, value)
        self._kept(self.base.copyto, (result.data, value), result.data)
        if np.ndim(value) == 0:
            self._known.is_uniform(result.data, result.data.dtype.type(value))
        return result

    def part(self, array: Traced, key: Any, writing: bool = False) -> Traced:
        """`array[key]`: a view, or for arrays of indices a copy.

        Raises:
            NotRecordable: the key is a mask, whose number of places only its values tell; or such a key is written to;
                or it holds a list or an array of somebody else.
        """
        keys = key if isinstance(key, tuple) else (key,)
        traced = [one for one in keys if isinstance(one, Traced)]
        if not traced:
            return self._view_at(array, key if any(one is Ellipsis for one in keys) else (*keys, Ellipsis))
        if writing or any(one.dtype == bool for one in traced):
            raise NotRecordable("the formula selects elements by their values")
        places = tuple(_GIVEN if isinstance(one, Traced) else one for one in keys)
        return self.copied(_Indexing(places), array, *traced)  # type: ignore[no-any-return]

    def _view_at(self, array: Traced, key: Any) -> Traced:
        found = array.data[key]
        if not (self._shows(found, array.data) or found.size == 0):
            raise NotRecordable("the formula selects elements by a list, or by an array of its own")
        return Traced(found, self)

    def view(self, array: Traced, function: Callable[[Array], Array]) -> Traced:
        """A view that a function makes; where it has to copy instead, that is done at each run."""
        data = function(array.data)
        if self._shows(data, array.data) or data.size == 0:
            return Traced(data, self)
        dense = Traced(self.base.empty(array.shape, dtype=array.dtype), self)
        self.write(dense, array)
        return Traced(function(dense.data), self)

    def _shows(self, found: Any, array: Any) -> bool:
        """Whether an array that a function has given is a view of another."""
        return is_array(found) and is_array(array) and bool(self.base.may_share_memory(found, array))

    def _kept(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], written: Array, elementwise: bool = False
    ) -> None:
        """Note what was run, with stand-ins for its arrays."""
        updates, named = sum(argument is written for argument in arguments) > 1, function in self._named
        stand_ins = {id(one): self.ghosts.view(one) for one in arguments if is_array(one)}
        given = tuple(stand_ins[id(one)] if is_array(one) else one for one in arguments)
        self.calls.append(Call(function, given, stand_ins[id(written)], updates, named, elementwise))
        self._known.wrote(written, [one for one in arguments if is_array(one)])

    def _with_scalars(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        """Arrays that hold one value throughout as that value, where others give the result its shape and layout."""
        arrays = [one for one in arguments if is_array(one)]
        values = [self._known.value_of(one) for one in arrays]
        others = [one.shape for one, value in zip(arrays, values, strict=True) if value is None]
        found = {id(one): value for one, value in zip(arrays, values, strict=True) if value is not None}
        whole = np.broadcast_shapes(*(one.shape for one in arrays))
        if not (found and others) or np.broadcast_shapes(*others) != whole:
            return arguments
        cheaper = tuple(found.get(id(one), one) for one in arguments)
        return cheaper if function(*cheaper).strides == function(*arguments).strides else arguments

    def _typed(self, value: Any, like: Any) -> Any:
        """A Python number as a scalar array, as which it costs less: in the type that it would take beside floats."""
        if like is None or type(value) not in (int, float):
            return value
        scalar = self._scalars.setdefault((repr(value), str(like)), self.base.asarray(value, dtype=like))
        self.ghosts.keep(scalar)
        return scalar

    def _own(self, array: Any) -> Array:
        """The array itself if its memory is its own, else a copy."""
        fresh = isinstance(array, np.ndarray) and array.base is None and array.flags.owndata
        return array if fresh else self.base.array(array)


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


@cache
def _choosing(base: Any) -> Callable[..., None]:
    def run(condition: Array, first: Any, second: Any, out: Array) -> None:
        base.copyto(out, second)
        base.copyto(out, first, where=condition)

    return run


def _copying(function: Callable[..., Any], keywords: dict[str, Any], pick: int | None, base: Any) -> Callable[..., Any]:
    def run(*arguments: Any) -> None:
        found = function(*arguments[:-1], **keywords)
        base.copyto(arguments[-1], found if pick is None else found[pick])

    return run


def _same(one: Array, other: Array) -> bool:
    """Whether two arrays are the same elements in the same order."""
    return address(one) == address(other) and one.shape == other.shape and one.strides == other.strides
