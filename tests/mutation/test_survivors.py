"""The accepted survivors are still there, still explained, and on the page; every file has tests to judge it."""

from pathlib import Path

import pytest

from mutation import page
from mutation.accepted import accepted
from mutation.judges import JUDGES, LEFT_OUT, files, judges

ROOT = Path(__file__).parents[2]
SURVIVORS = accepted(ROOT)


@pytest.mark.parametrize("survivor", SURVIVORS, ids=lambda survivor: f"{survivor.path}: {survivor.mutant}")
def test_an_accepted_survivor_is_of_lines_that_still_stand(survivor):
    assert survivor.stands_in(ROOT), "The line has changed: run `make mutants` for this file, and correct the list."
    assert survivor.line != survivor.mutant
    assert len(survivor.reason.split()) > 2


def test_no_survivor_is_accepted_twice():
    assert len({survivor.key for survivor in SURVIVORS}) == len(SURVIVORS)


def test_survivors_are_of_files_that_are_mutated():
    assert {survivor.path for survivor in SURVIVORS} <= set(files(ROOT))


def test_the_page_lists_the_accepted_survivors_and_no_others():
    written = (ROOT / page.PLACE).read_text(encoding="utf-8")
    assert written.endswith("\n".join(page.listed(SURVIVORS)))


def test_the_page_knows_no_survivor_without_a_reason():
    rows = [line for line in (ROOT / page.PLACE).read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if not row.endswith("| 0 |")] == []


def test_what_is_left_out_exists():
    assert [path for path in LEFT_OUT if not (ROOT / path).exists()] == []


def test_what_the_table_of_judges_names_exists():
    mutated = files(ROOT)
    assert [start for start in JUDGES if not any(path.startswith(start) for path in mutated)] == []
    assert [test for named in JUDGES.values() for test in named if not (ROOT / test).exists()] == []


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("ganreg/losses/hinge.py", "tests/losses/test_hinge.py"),
        ("ganreg/constraints/norms/lp.py", "tests/constraints/test_norms.py"),
        ("reference/ganreg_reference/joint.py", "tests/reference/test_joint.py"),
    ],
)
def test_the_tests_that_are_called_like_a_file_come_first_and_once(path, first):
    named = judges(ROOT, path)
    assert named[0] == first
    assert len(set(named)) == len(named)
