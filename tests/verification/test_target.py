"""Functions are found by name, and what an argument is for by its name and use."""

import pytest

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.claim import claim_of
from ganreg.conformance.verification.signature import arguments_of
from ganreg.conformance.verification.target import load
from ganreg.errors import ParameterError, UnknownNameError

NAMES = {
    roles.CRITIC: "D critic netD net_D discriminator Discriminator disc model",
    roles.REAL: "real real_data x xr real_samples real_imgs RealSamples X",
    roles.FAKE: "fake fake_data gen_data generated_data fake_imgs x_fake",
    roles.WEIGHT: "LAMBDA lambda_ lambda_gp gp_weight lambda_term gamma r1_gamma lam",
    roles.REAL_SCORES: "d_real real_logits dis_real logits_real real_pred",
    roles.FAKE_SCORES: "d_fake fake_logits dis_fake logits_fake fake_pred dgz",
    roles.CUDA: "use_cuda cuda use_gpu",
    roles.BATCH: "BATCH_SIZE batch_size bs",
    roles.CRITIC_OPTIMIZER: "optimizer_D opt_d D_opt dis_optimizer",
    "": "frobnicate",
}


@pytest.mark.parametrize("role", NAMES)
def test_names_say_what_is_meant(role):
    assert {name: roles.role_of(name) for name in NAMES[role].split()} == dict.fromkeys(NAMES[role].split(), role)


def test_use_says_more_than_names():
    def gradient_penalty(y, x):
        import torch

        return torch.autograd.grad(outputs=y, inputs=x)

    assert [one.role for one in arguments_of(gradient_penalty, "gradient penalty")] == [roles.SCORES, roles.POINTS]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nothing", "names no function"),
        ("no_such_module:f", "There is no module"),
        ("no_such_file.py:f", "There is no file"),
        ("json:no_such_function", "has no 'no_such_function'"),
    ],
)
def test_what_is_not_there_is_said(target, message):
    with pytest.raises(ParameterError, match=message):
        load(target)


def test_a_file_that_is_no_python_is_said(tmp_path):
    (tmp_path / "old.py").write_text("print 'hello'\n")
    with pytest.raises(ParameterError, match="line 1"):
        load(f"{tmp_path / 'old.py'}:f")


def test_an_unknown_claim_is_said():
    with pytest.raises(UnknownNameError, match="Nothing that can be verified is called 'wgan_pg'"):
        claim_of("wgan_pg")


def test_what_has_no_weight_takes_none():
    with pytest.raises(ParameterError, match="has no weight"):
        claim_of("hinge", 10)


def test_only_what_a_function_needs_is_run(tmp_path):
    file = tmp_path / "script.py"
    file.write_text("import os\nN = 3\nM = undefined_name\nos.mkdir('made')\ndef f():\n    return N\n")
    assert load(f"{file}:f").function() == 3
    assert not (tmp_path / "made").exists()
