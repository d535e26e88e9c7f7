"""Faults: the real command is killed, or its disk fails, and then the same command goes on.

`command` runs `claimx extract` in processes of its own and says what they left. `inject` holds the
file that breaks these processes from inside. `disk` plays a power cut. `campaign` does it all.
"""
