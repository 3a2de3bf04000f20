"""The backends `numpy` and `cupy`: by name, on what device, and what is said where they cannot run."""

import sys

import numpy as np
import pytest

import ganreg
from ganreg.errors import DeviceError, MissingDependencyError, ParameterError
from ganreg.registry import registry
from ganreg_array.backends import CupyBackend, NumpyBackend, gpu_number

# The device -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "number"), [("cuda", 0), ("cuda:0", 0), ("cuda:3", 3), ("auto", 0), (2, 2)])
def test_a_gpu_is_given_by_name_or_number(given, number):
    assert gpu_number(given) == number
    assert CupyBackend(device=given).device == number


@pytest.mark.parametrize("given", ["cpu", "gpu", "cuda:x", "cuda:-1", "cuda 1", ""])
def test_what_is_no_cuda_device_is_refused(given):
    with pytest.raises(DeviceError, match=f"not on {given!r}"):
        CupyBackend(device=given)


@pytest.mark.parametrize("given", [-1, 0.5, None, True])
def test_what_is_no_number_of_a_gpu_is_refused(given):
    with pytest.raises(ParameterError, match="device="):
        CupyBackend(device=given)


@pytest.mark.parametrize("backend", [NumpyBackend, CupyBackend])
def test_the_precision_is_single_or_double(backend):
    assert backend().dtype == "float32"
    assert backend(dtype="float64").dtype == "float64"
    with pytest.raises(ParameterError, match=r"dtype='float16'.*'float32', 'float64'"):
        backend(dtype="float16")


def test_numpy_computes_on_the_cpu_alone():
    assert ganreg.build(backend="numpy", device="cpu").recipe.backend == NumpyBackend()
    with pytest.raises(DeviceError, match="computes on the CPU, not on 'cuda'"):
        ganreg.build(backend="numpy", device="cuda")


def test_both_come_in_through_the_entry_point_of_their_plugin():
    assert {registry().find("backend", name).plugin for name in ("numpy", "cupy")} == {"array"}


# Where CuPy cannot run ------------------------------------------------------------------------------------------------


def test_a_missing_cupy_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(MissingDependencyError, match=r'needs \'cupy\'.*pip install "ganreg\[cupy\]"') as caught:
        ganreg.build(backend="cupy")
    assert isinstance(caught.value.__cause__, ImportError)


def test_a_machine_without_a_device_is_told_to_use_another_backend():
    cupy = pytest.importorskip("cupy", reason="CuPy is not installed: what it says without a device cannot be seen")
    try:
        cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError:
        with pytest.raises(DeviceError, match=r"no CUDA device .*backend='numpy'"):
            ganreg.build(backend="cupy")
    else:
        pytest.skip("this machine has a CUDA device")


# On a device ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def cupy():
    return pytest.importorskip("cupy", reason="CuPy is not installed")


@pytest.mark.gpu
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_cupy_trains_on_the_device_as_numpy_does_on_the_host(dtype, cupy, make_recipe, make_batch):
    engines = [backend.engine(make_recipe()) for backend in (CupyBackend(dtype=dtype), NumpyBackend(dtype=dtype))]
    for engine in engines:
        engine.iteration([make_batch()])
    there, here = engines
    assert isinstance(there.state.critic.params.buffer, cupy.ndarray)
    tolerance = 1e-4 if dtype == "float32" else 1e-11
    for name, value in here.export_state().items():
        np.testing.assert_allclose(there.export_state()[name], value, rtol=tolerance, atol=tolerance)


@pytest.mark.gpu
def test_cupy_refuses_a_device_that_is_not_there(cupy):
    with pytest.raises(DeviceError, match="no CUDA device 99"):
        CupyBackend(device=99).check()


@pytest.mark.gpu
def test_cupy_evaluates_a_loss_to_the_host(cupy, make_recipe):
    found = CupyBackend().evaluate_loss(make_recipe().loss, "critic", np.ones(2), np.zeros(3))
    assert found.value == -1
    assert isinstance(found.fake, np.ndarray)
