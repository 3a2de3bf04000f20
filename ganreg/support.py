"""What a backend computes of a component, as both sides declare it."""

from collections.abc import Iterator
from typing import Any

from ganreg.component import Component, Support, fields_of
from ganreg.discovery import Entry
from ganreg.errors import UnsupportedError
from ganreg.registry import registry

OWN = "ganreg"
"""The distribution whose components every backend is taken to compute, and whose backends compute every component."""


def support_of(entry: Entry, backend: str, backend_entry: Entry | None = None) -> Support:
    """What the backend of that name computes of a component.

    The component's announcement comes first, by `support` or by having `implementations` for some backends alone; then
    the backend's own, whose `support` names components as `"loss/sinkhorn"` and whole kinds as `"game"`.
    """
    spec = entry.spec
    if backend in spec.support:
        return spec.support[backend]
    if spec.implementations and backend != "reference" and spec.implementation_for(backend) is None:
        return Support(level="none", reason=f"it has implementations for {', '.join(spec.implementations)} alone")
    of_backend = {} if backend_entry is None else backend_entry.spec.support
    return of_backend.get(f"{spec.kind}/{spec.name}") or of_backend.get(spec.kind) or Support()


def is_declared(entry: Entry, backend: Entry) -> bool:
    """Whether anybody answers for the pair: a stranger's component on a stranger's backend is nobody's promise.

    It is declared if either is ganreg's own, if both are of one distribution, or if one of them names the other.
    """
    spec = entry.spec
    if OWN in (entry.distribution, backend.distribution) or entry.distribution == backend.distribution:
        return True
    names = (backend.spec.name in spec.support, spec.implementation_for(backend.spec.name) is not None)
    return any(names) or bool({f"{spec.kind}/{spec.name}", spec.kind} & set(backend.spec.support))


def check_support(backend: Any, components: tuple[Any, ...]) -> None:
    """Raise `UnsupportedError` if one of these, or a part of one, is declared not to run on a backend; says why."""
    for component in parts_of(components):
        support = support_on(backend, component)
        if support.level != "full":
            name = registry().describe(component)["name"]
            raise UnsupportedError(
                f"The {component.kind} {name!r} does not train on the {backend.name!r} backend "
                f"({support.level}): {support.reason}"
            )


def support_on(backend: Any, component: Component) -> Support:
    """What a backend computes of a component: as declared, and nothing of one whose derivatives it had to find."""
    entry = registry().entry_of(component)
    support = Support() if entry is None else support_of(entry, backend.name, registry().entry_of(backend))
    if support.level == "full" and component.needs_differentiation and not backend.differentiates:
        return Support(level="none", reason="it gives no derivatives, and this backend does not find them by itself")
    return support


def parts_of(value: Any) -> Iterator[Component]:
    """A component, and all components among its parameters: a penalty, its points and its norm."""
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from parts_of(item)
    elif isinstance(value, Component):
        yield value
        for field in fields_of(value):
            yield from parts_of(getattr(value, field.name))
