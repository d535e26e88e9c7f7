"""Tables and plots from stored runs."""
