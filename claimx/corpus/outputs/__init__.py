"""From labelled documents to rows, and from rows to bytes and back.

`rows` and `document_rows` say what a row holds, `columns` and `cells` how it lies in csv and
parquet, `writers` picks the module of a format, and `read_rows` reads what they wrote.
"""
