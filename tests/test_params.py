"""A parameter's validator accepts its own valid examples and refuses its invalid ones, in words."""

import attrs
import pytest

from ganreg.component import Component
from ganreg.errors import ParameterError
from ganreg.params import COUNT, FLAG, POSITIVE, OneOf, Range, Schedulable, param
from ganreg.registry import registry

VALIDATORS = [POSITIVE, COUNT, FLAG, Range(0, 1), Range(0, 1, high_open=True), Range(-2, 3, low_open=True), OneOf("ab")]


@pytest.mark.parametrize("validator", VALIDATORS, ids=lambda v: v.describe())
def test_examples_are_accepted_and_refused(validator):
    @attrs.frozen
    class Thing(Component):
        kind = "loss"
        value: object = param(attrs.NOTHING, "Some value.", validator=validator)

    valid, invalid = validator.examples()
    assert valid
    assert invalid
    for value in valid:
        Thing(value)
    for value in invalid:
        with pytest.raises(ParameterError, match=r"Thing: value=.*expected .*Some value"):
            Thing(value)


def test_the_ends_of_a_range_belong_to_it_unless_open():
    assert Range(0, 1).accepts(0)
    assert Range(0, 1).accepts(1)
    assert not Range(0, 1, low_open=True, high_open=True).accepts(0)
    assert not Range(0, 1, low_open=True, high_open=True).accepts(1)


def components():
    return [e for e in registry().entries() if e.distribution == "ganreg" and not e.spec.requires]


@pytest.mark.parametrize("entry", components(), ids=lambda e: f"{e.spec.kind}-{e.spec.name}")
def test_every_built_in_documents_its_formula_and_each_parameter(entry):
    cls = registry().load(entry)
    assert cls.__doc__
    for field in attrs.fields(cls):
        assert field.metadata.get("doc", "").endswith("."), field.name


@pytest.mark.parametrize("entry", components(), ids=lambda e: f"{e.spec.kind}-{e.spec.name}")
def test_every_built_in_refuses_what_its_validators_refuse(entry):
    cls = registry().load(entry)
    required = {"units": 1, "lr": 0.1, "shape": (1,), "stack": (), "body": (), "channels": 1, "classes": 2, "groups": 1}
    required |= {"value": 1, "start": 1, "end": 1, "over": 1}
    for field in attrs.fields(cls):
        if isinstance(field.validator, (Range, OneOf, Schedulable)):
            others = {f.name: required[f.name] for f in attrs.fields(cls) if f.default is attrs.NOTHING}
            for value in field.validator.examples()[1]:
                with pytest.raises(ParameterError):
                    cls(**(others | {field.name: value}))
