"""What counts as a callback."""

import pytest

from ganreg.errors import ParameterError
from ganreg.training.callback import Callback, FunctionCallback, as_callback


class Duck:
    def on_start(self, gan, iterations): ...
    def on_iteration(self, gan, record): ...
    def on_end(self, gan, error): ...


@pytest.mark.parametrize("value", [Callback(), Duck()])
def test_an_object_with_the_three_methods_is_one(value):
    assert as_callback(value) is value


def test_a_function_is_called_after_each_iteration():
    calls = []
    callback = as_callback(lambda gan, record: calls.append((gan, record)))
    callback.on_start("gan", 3)
    callback.on_iteration("gan", {"iteration": 1})
    callback.on_end("gan", None)
    assert isinstance(callback, FunctionCallback)
    assert calls == [("gan", {"iteration": 1})]


@pytest.mark.parametrize("value", [5, None, "print"])
def test_anything_else_is_refused(value):
    with pytest.raises(ParameterError, match=r"Expected a ganreg\.Callback, or a function"):
        as_callback(value)
