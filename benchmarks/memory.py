"""This process's memory, as Linux tells it; 0 elsewhere.

Not `ru_maxrss`: a process inherits that from whoever started it, and imports leave their own peak in it.
"""

from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def of(field: str) -> int:
    """Bytes of one line: `VmRSS` resident now, `VmHWM` at most so far, `RssAnon` without mapped files, `VmData`."""
    try:
        lines = STATUS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def forget_peak() -> int:
    """Let `VmHWM` begin again at what is resident now, and return that."""
    try:
        CLEAR.write_text("5", encoding="utf-8")
    except OSError:
        return of("VmHWM")  # where that is not allowed: what is used beyond the peak of the imports
    return of("VmRSS")
