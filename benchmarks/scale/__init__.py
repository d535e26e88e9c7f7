"""How `claimx extract` into a folder grows with the number of sentences.

    python -m benchmarks.scale --data FOLDER [--largest 1000000]

Writes results/scale.json as it goes, then scale.md and scale.svg from it.
"""
