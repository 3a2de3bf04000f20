"""An objective under DistributedDataParallel, two gloo ranks against one process, and what is refused there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from torch import distributed

SCRIPT = Path(__file__).parent / "two_ranks.py"

pytestmark = pytest.mark.skipif(not distributed.is_available(), reason="PyTorch was built without distributed")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What each rank said."""
    meeting = tmp_path_factory.mktemp("ranks") / "meeting"
    ranks = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", str(SCRIPT), str(rank), str(meeting)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        for rank in (0, 1)
    ]
    said = [rank.communicate(timeout=120) for rank in ranks]
    assert [rank.returncode for rank in ranks] == [0, 0], said
    return [json.loads(out.splitlines()[-1]) for out, _ in said]


@pytest.mark.parametrize("what", ["critic_loss", "penalty", "penalty twice", "spectral norm", "loop", "by hand"])
def test_two_ranks_have_the_gradients_of_one(found, what):
    assert all(rank[what] < 1e-6 for rank in found)


@pytest.mark.parametrize("what", ["unwrapped", "penalty alone", "static graph"])
def test_a_loop_by_hand_is_wrong_in_silence(found, what):
    assert all(rank[f"by hand, {what}"] > 1e-2 for rank in found)


@pytest.mark.parametrize(
    ("what", "remedy"),
    [
        ("unwrapped", "Give the wrapped critic"),
        ("unwrapped penalty", "Give the wrapped critic"),
        ("static graph", "Wrap it without static_graph"),
    ],
)
def test_what_would_not_be_averaged_is_refused(found, what, remedy):
    assert all(remedy in rank[what] for rank in found)


@pytest.mark.parametrize("what", ["static graph without slopes", "never wrapped", "within a wrapped whole"])
def test_what_is_right_is_not_refused(found, what):
    assert all(rank[what] == "" for rank in found)
