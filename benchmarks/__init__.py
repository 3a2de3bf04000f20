"""Side-by-side timings: ganreg beside what people would use instead.

`make bench` runs them, and docs/speed.md shows what they found. Each side is a process of its own (`worker.py`), the
sides of one measurement take turns (`race.py`), what is measured is a table (`plan.py`), what was promised is another
(`target.py`), and the page and its pictures are made from the records alone (`page.py`, `plots.py`).
"""
