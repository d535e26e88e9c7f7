"""Views of a document for people: an HTML page, a notebook view, a table."""
