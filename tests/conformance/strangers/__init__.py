"""Components as strangers write them: one right, with an oracle of its own, and the same with one mistake each."""
