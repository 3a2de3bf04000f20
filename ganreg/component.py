"""What a component is, and the data by which a plugin announces one."""

from abc import ABC
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

import attrs

from ganreg.claim import Claim
from ganreg.errors import ParameterError, did_you_mean
from ganreg.pinned import Pinned

ARRAY, SERVED = "numpy", ("cupy", "strict")
"""The backend whose implementations, written over a namespace, serve others too; and those others: one engine."""


class Component(ABC):
    """Base of all losses, constraints, optimizers, averages, layers, networks, schedules, data sets, metrics, backends.

    A concrete component is a frozen attrs class whose fields are made by `ganreg.params.param`. It holds parameters
    and formulas, never arrays that change: state is passed in and returned.
    """

    kind: ClassVar[str]

    claim: ClassVar[Claim | None] = None
    """What is said of local convergence with this component; measured by the tests."""

    needs_differentiation: ClassVar[bool] = False
    """Whether it has values without derivatives, so that only a backend computes it that differentiates."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Refuse unknown keywords with a suggestion; attrs alone would only say "unexpected"."""
        check_keywords(cls, kwargs)
        return super().__new__(cls)

    # Of classes without parameters that nobody decorated, two are the same: a recipe that is read again holds another
    # object. attrs gives methods of its own to decorated ones.
    def __eq__(self, other: object) -> bool:
        bare = not fields_of(self) and not getattr(self, "__dict__", {})
        return self is other or (type(self) is type(other) and bare)

    def __hash__(self) -> int:
        return hash(type(self))


def fields_of(component: Any) -> tuple[Any, ...]:
    """The attrs fields by which a component, or its class, is made; none for a class without parameters."""
    cls = component if isinstance(component, type) else type(component)
    return tuple(field for field in attrs.fields(cls) if field.init) if attrs.has(cls) else ()


def changed(component: Any, **parameters: Any) -> Any:
    """The component with other parameters."""
    return attrs.evolve(component, **parameters)


def check_keywords(cls: type, kwargs: Mapping[str, Any]) -> None:
    """Raise `ParameterError` for a keyword that is no parameter of the component `cls`."""
    if not attrs.has(cls) and cls.__init__ is not object.__init__:  # type: ignore[misc]
        return  # a class with an initialiser of its own checks by itself
    known = [field.alias or field.name for field in fields_of(cls)]
    for name in kwargs:
        if name not in known:
            expected = ", ".join(known) if known else "none: it has no parameters"
            raise ParameterError(
                f"{cls.__name__} has no parameter {name!r}.{did_you_mean(name, known)} Its parameters: {expected}."
            )


@attrs.frozen(kw_only=True)
class Requirement:
    """A package that a component imports, and how a user installs it."""

    module: str
    install: str


@attrs.frozen(kw_only=True)
class Support:
    """What a backend computes of a component: `full`, `forward-only` or `none`, with the reason if not `full`."""

    level: str = attrs.field(default="full", validator=attrs.validators.in_(("full", "forward-only", "none")))
    reason: str = ""


def _as_tuple(numbers: Iterable[Pinned]) -> tuple[Pinned, ...]:
    """Typed, unlike `tuple` itself, so that mypy accepts a plugin's own tuple."""
    return tuple(numbers)


@attrs.frozen(kw_only=True)
class ComponentSpec:
    """A plugin's announcement of one component: light data, nothing is imported before first use.

    Args:
        kind: `loss`, `constraint`, `points`, `norm`, `optimizer`, `layer`, `network`, `average`, `schedule`, `data`,
            `metric` or `backend`.
        name: the short name by which users ask for it.
        target: the class, or a string `"module:attribute"` that is imported on first use.
        aliases: further short names.
        source: where the formula is published (paper, equation).
        requires: packages that must be installed, with the install command.
        support: per backend, what it computes; a backend that is not named computes it fully.
        oracle: an independent formula, `"module:attribute"`: what the `reference` backend computes instead of the
            component's own formula. Without one, agreement proves only self-consistency.
        implementations: per backend, what computes a component that has no formulas over an array namespace: a layer,
            a free penalty, a score transform; `"module:attribute"`, called with the component. Such a component is
            computed by these backends alone. What is named for `numpy` is written over a namespace `xp`, and serves
            `cupy` and `strict` too unless they have their own; `support` refuses those that it does not run on. A
            layer's are: for `torch` a callable `(layer, shape) → nn.Module`, for `numpy` a
            `ganreg_array.layers.ArrayLayer` class.
        numbers: published numbers that its formulas must give; at least two stand in for an oracle.
        example: parameters with which the conformance kit makes one, where the defaults will not do.
        expected_failures: checks of the conformance kit that this component is known to fail, each with the reason. One
            that passes nevertheless is a failure. `"torch: 3 iterations"` and `"torch float32: 3 iterations"` speak of
            one backend.
    """

    kind: str
    name: str
    target: Any
    aliases: tuple[str, ...] = ()
    source: str = ""
    requires: tuple[Requirement, ...] = ()
    support: Mapping[str, Support] = attrs.field(factory=dict)
    oracle: Any = None
    implementations: Mapping[str, Any] = attrs.field(factory=dict)
    numbers: tuple[Pinned, ...] = attrs.field(default=(), converter=_as_tuple)
    example: Mapping[str, Any] = attrs.field(factory=dict)
    expected_failures: Mapping[str, str] = attrs.field(factory=dict)

    def implementation_for(self, backend: str) -> Any:
        """What is named to compute the component on a backend, by that backend's name or one that serves it; or None.

        >>> spec = ComponentSpec(kind="layer", name="aol", target="a:B", implementations={"numpy": "a.array:B"})
        >>> spec.implementation_for("cupy"), spec.implementation_for("torch")
        ('a.array:B', None)
        """
        named = self.implementations
        return named.get(backend) or (named.get(ARRAY) if backend in SERVED else None)

    @classmethod
    def from_class(cls, component: type[Component], name: str = "", **details: Any) -> Self:
        """Announce a class by itself: its `name` attribute, or its own name in snake case."""
        name = name or getattr(component, "name", "") or snake_case(component.__name__)
        return cls(kind=component.kind, name=name, target=component, **details)


def snake_case(name: str) -> str:
    """`GradientPenalty` → `gradient_penalty`; `MLP` → `mlp`.

    >>> snake_case("GradientPenalty"), snake_case("ReLU"), snake_case("MLP")
    ('gradient_penalty', 're_lu', 'mlp')
    """
    pieces = [
        ("_" if i and c.isupper() and (not name[i - 1].isupper() or name[i + 1 : i + 2].islower()) else "") + c.lower()
        for i, c in enumerate(name)
    ]
    return "".join(pieces)
