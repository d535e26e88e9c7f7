"""From what the user names to texts: sources -> bytes -> records.

`sources` and `addresses` find inputs, `unpack` and `transcode` open them, `readers` picks the
module of a format, and `fields` takes text, id and title from a record. `records` is what they
hand on.
"""
