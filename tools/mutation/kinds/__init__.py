"""Kinds of faults: a file a subject, a function a kind."""
