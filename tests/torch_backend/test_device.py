"""Devices that are there, and devices that are not."""

import pytest
import torch

from ganreg.errors import DeviceError, ParameterError
from ganreg.registry import registry
from ganreg_torch.device import DeviceName, resolve_device


def test_the_cpu_is_always_there() -> None:
    assert resolve_device("cpu") == torch.device("cpu")


def test_auto_is_a_device_that_is_there() -> None:
    assert resolve_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_device_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(DeviceError, match=r"no device 'cuda:77' here\. Available: cpu"):
        registry().create("backend", "torch", device="cuda:77").check()


def test_devices_are_told_with_the_model_of_each_gpu(monkeypatch) -> None:
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", {"cuda:0": "Chip One", "cuda:1": "Chip Two"}.get)
    devices = registry().create("backend", "torch").devices()
    assert devices == ("cpu", "cuda:0 (Chip One)", "cuda:1 (Chip Two)")


def test_an_engine_on_a_missing_device_is_refused(make_recipe) -> None:
    recipe = make_recipe(backend={"device": "cuda:77"})
    with pytest.raises(DeviceError, match="cuda:77"):
        recipe.backend.engine(recipe)


@pytest.mark.parametrize("name", DeviceName().examples()[1])
def test_names_that_are_no_devices_are_refused(name) -> None:
    with pytest.raises(ParameterError, match="expected 'auto', 'cpu', 'cuda'"):
        registry().create("backend", "torch", device=name)


@pytest.mark.parametrize("name", DeviceName().examples()[0])
def test_names_of_devices_are_accepted_wherever_they_are(name) -> None:
    assert registry().create("backend", "torch", device=name).device == name
