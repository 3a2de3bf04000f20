"""Every field of an announcement is checked when the plugin is loaded."""

import re

import pytest

from ganreg.component import ComponentSpec, Requirement, Support
from ganreg.errors import ParameterError, PluginError
from ganreg.losses import Hinge
from ganreg.pinned import Pinned
from ganreg.registry import Registry

PLAIN = {"kind": "loss", "name": "mine", "target": "a:B"}

WRONG = {
    "kind": ("lose", None, 3, ["loss"]),
    "name": ("a b", "a/b", "a,b", "", " ", None, 3, b"a", ("a",)),
    "target": ("a.B", "a:", ":B", "a b:C", "", None, 3, Hinge(), {"a": "B"}),
    "aliases": ("hub", None, 3, ("a b",), (3,), ({},), {"hub"}),
    "source": (None, 3, ("Somebody 2026",)),
    "requires": ("scipy", None, ("scipy",), {"scipy": "pip install scipy"}, (Requirement(module=3, install="x"),)),
    "support": ("numpy", None, {"numpy": "none"}, {3: Support()}, {"a/b/c": Support()}, [Support()], {"": Support()}),
    "oracle": ("a.B", 3, {}, "a b:C"),
    "implementations": ("torch", None, {"torch": "a.B"}, {"torch": None}, {3: "a:B"}, ["a:B"]),
    "numbers": ((3,), ("value",), ({"value": 3},)),
    "expected_failures": ("gradient", None, {"gradient": ""}, {"gradient": 3}, {3: "why"}, ["gradient"]),
}
CASES = [(field, value) for field, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("field", "value"), CASES, ids=[f"{field}={value!r}" for field, value in CASES])
def test_a_field_of_the_wrong_shape_is_refused_by_its_name(field, value):
    with pytest.raises(PluginError, match=rf"{field}={re.escape(repr(value))}, expected "):
        Registry().register(ComponentSpec(**(PLAIN | {field: value})))


def test_what_is_right_is_taken():
    registry = Registry()
    spec = ComponentSpec(
        **PLAIN,
        aliases=["m", "my-loss"],
        source="Somebody 2026",
        requires=[Requirement(module="scipy.special", install="pip install scipy")],
        support={"cupy": Support(level="none", reason="no"), "strict": Support()},
        oracle=Hinge,
        implementations={"torch": "a.b:C.d", "numpy": Hinge},
        numbers=[Pinned(method="critic", arguments=(1,), value=2, source="by hand")],
        expected_failures={"second order": "none is known"},
    )
    registry.register(spec)
    found = registry.find("loss", "m").spec
    assert (found.aliases, len(found.requires), len(found.numbers)) == (("m", "my-loss"), 1, 1)


def test_a_backend_says_of_components_and_of_whole_kinds_what_it_computes():
    none = Support(level="none", reason="not yet")
    Registry().register(
        ComponentSpec(kind="backend", name="fast", target="a:B", support={"loss/x": none, "game": none})
    )


def test_a_misspelt_kind_is_corrected():
    with pytest.raises(PluginError, match="Did you mean 'constraint'"):
        Registry().register(ComponentSpec(kind="constrain", name="a", target="b:C"))


def test_a_misspelt_field_is_corrected():
    with pytest.raises(ParameterError, match=r"no field 'alias'.*Did you mean 'aliases'"):
        Registry().register(Hinge, alias="h")


def test_a_class_of_another_kind_is_refused():
    with pytest.raises(PluginError, match="expected a subclass of ganreg's abstract constraint"):
        Registry().register(ComponentSpec(kind="constraint", name="odd", target=Hinge))
