"""Records say what they were made with; those of a GPU are told to be stale once the engines have changed."""

import pytest

from benchmarks import gpu
from benchmarks.record import RESULTS, engines_hash, head, is_stale, newest, processor, read, write

GPU_RECORDS = [
    (path.name, record)
    for path, record in [
        *((gpu.TESTS, record) for record in read(gpu.TESTS)),
        *((RESULTS, record) for record in read(RESULTS) if any(n.startswith("cuda/") for n in record["measurements"])),
    ]
]


@pytest.mark.parametrize(("folder", "record"), GPU_RECORDS)
def test_records_of_a_gpu_are_of_these_engines(folder, record):
    """Skipped, not failed: whoever changes an engine has no GPU at hand, and the reason is shown in the summary."""
    if is_stale(record):
        at = record["head"]
        pytest.skip(f"stale: {folder}, {at['date']}, {at['device']}: the engines have changed since; run make gpu")


def test_a_changed_engine_makes_a_record_stale(tmp_path):
    (tmp_path / "engine.py").write_text("one = 1\n")
    before = engines_hash([tmp_path])
    assert engines_hash([tmp_path]) == before
    (tmp_path / "engine.py").write_text("one = 2\n")
    assert engines_hash([tmp_path]) != before
    (tmp_path / "engine.py").rename(tmp_path / "step.py")
    (tmp_path / "step.py").write_text("one = 1\n")
    assert engines_hash([tmp_path]) != before


def test_a_record_is_kept_found_and_judged(tmp_path):
    fresh = {"head": head("a GPU"), "measurements": {}}
    old = {"head": fresh["head"] | {"engines": "of yesterday", "date": "2026-01-01T00:00:00+00:00"}, "measurements": {}}
    write(fresh, tmp_path)
    write(old, tmp_path)
    assert [is_stale(record) for record in read(tmp_path)] == [True, False]


def test_a_head_says_where_and_with_what():
    found = head(processor())
    assert found["device"]
    assert found["cores"] >= 1
    assert {"ganreg", "numpy", "torch"} <= found["versions"].keys()


def test_later_records_replace_measurements_one_by_one():
    records = [{"measurements": {"a": 1, "b": 1}}, {"measurements": {"b": 2}}]
    assert newest(records) == {"a": 1, "b": 2}


def test_without_a_device_nothing_is_recorded(monkeypatch, capsys):
    monkeypatch.setattr(gpu, "cuda_device", lambda: "")
    monkeypatch.setattr(gpu, "write", None)
    assert gpu.main() == 0
    assert capsys.readouterr().out == "no CUDA device\n"


def test_with_one_both_are_recorded(monkeypatch, tmp_path):
    kept = []
    monkeypatch.setattr(gpu, "cuda_device", lambda: "a GPU")
    monkeypatch.setattr(gpu, "run_tests", lambda report: (1, {"test": "failed: why"}))
    monkeypatch.setattr(gpu, "measure", lambda: {"cuda/mlp64/wgan-gp": {"entries": {}}})
    monkeypatch.setattr(gpu, "write", lambda record, *folder: kept.append((record, *folder)))
    monkeypatch.setattr(gpu, "publish", lambda records: None)
    assert gpu.main() == 1
    (tests, folder), (benches,) = kept
    assert (tests["tests"], folder) == ({"test": "failed: why"}, gpu.TESTS)
    assert list(benches["measurements"]) == ["cuda/mlp64/wgan-gp"]
    assert all(one["head"]["device"] == "a GPU" and not is_stale(one) for one in (tests, benches))


def test_outcomes_are_read_from_pytests_report():
    report = """<testsuites><testcase classname="a" name="one"/>
    <testcase classname="a" name="two"><failure message="it&#10;broke">…</failure></testcase></testsuites>"""
    assert gpu.outcomes(report) == {"a::one": "passed", "a::two": "failed: it"}
