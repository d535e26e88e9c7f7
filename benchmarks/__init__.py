"""Commands that measure claimx: `python -m benchmarks.NAME` from the root."""
