"""An array that remembers what is done with it."""

from typing import TYPE_CHECKING, Any, NoReturn

from ganreg_array.program.number import NotRecordable

if TYPE_CHECKING:
    from ganreg_array.program.recorder import Recorder

Array = Any


class Traced:
    """An array of the array API, and the recorder of all that is computed with it.

    Slices, reshapes and transposes are views of the same memory, as they are in NumPy, and cost nothing when a program
    runs. What asks for a value (`float`, `if`, most functions of NumPy's) is refused: a program could not repeat it.
    """

    __slots__ = ("__weakref__", "data", "recorder")

    def __init__(self, data: Array, recorder: "Recorder") -> None:
        self.data, self.recorder = data, recorder

    def __array_namespace__(self, api_version: str | None = None) -> Any:
        return self.recorder.xp

    # What it is ----------------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return tuple(self.data.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self.data.ndim)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self.data.size)

    @property
    def dtype(self) -> Any:
        """Of each element."""
        return self.data.dtype

    @property
    def device(self) -> Any:
        """Where it is."""
        return getattr(self.data, "device", None)

    @property
    def T(self) -> "Traced":  # noqa: N802 - the array API's name
        """The transpose of a matrix: a view."""
        return Traced(self.data.T, self.recorder)

    @property
    def mT(self) -> "Traced":  # noqa: N802 - the array API's name
        """The transpose of the last two axes: a view."""
        return Traced(self.data.swapaxes(-1, -2), self.recorder)

    def __len__(self) -> int:
        return len(self.data)

    # Parts ---------------------------------------------------------------------------------------------------------

    def __getitem__(self, key: Any) -> "Traced":
        return self.recorder.part(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.recorder.write(self.recorder.part(self, key, writing=True), value)

    # Values that nobody may ask for ----------------------------------------------------------------------------------

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotRecordable("the formula asks for an array's values: it branches on them, or hands them to NumPy")

    __bool__ = __float__ = __int__ = __index__ = __array__ = __iter__ = __contains__ = _refuse
    __hash__ = object.__hash__

    def __array_ufunc__(self, function: Any, method: str, *values: Any, **options: Any) -> "Traced":
        """What NumPy leaves to this class: its own functions, those of SciPy, `scalar + traced`."""
        if method != "__call__" or options:
            self._refuse()
        return self.recorder.ufunc(function, *values)

    # Arithmetic ----------------------------------------------------------------------------------------------------

    def __neg__(self) -> "Traced":
        return self.recorder.elementwise("negative", self)

    def __abs__(self) -> "Traced":
        return self.recorder.elementwise("absolute", self)

    def __invert__(self) -> "Traced":
        return self.recorder.elementwise("invert", self)


def _binary(name: str, swapped: bool = False) -> Any:
    def method(self: Traced, other: Any) -> Traced:
        return self.recorder.elementwise(name, *((other, self) if swapped else (self, other)))

    return method


def _in_place(name: str) -> Any:
    def method(self: Traced, other: Any) -> Traced:
        return self.recorder.elementwise(name, self, other, out=self if self.ndim else None)

    return method


OPERATORS = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "pow": "power",
    "mod": "remainder",
    "floordiv": "floor_divide",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "matmul": "matmul",
}
COMPARISONS = {
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}

for _operator, _name in OPERATORS.items():
    setattr(Traced, f"__{_operator}__", _binary(_name))
    setattr(Traced, f"__r{_operator}__", _binary(_name, swapped=True))
    if _operator != "matmul":
        setattr(Traced, f"__i{_operator}__", _in_place(_name))
for _operator, _name in COMPARISONS.items():
    setattr(Traced, f"__{_operator}__", _binary(_name))
