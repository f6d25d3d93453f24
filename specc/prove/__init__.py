"""Exact facts and proofs about graphs and literal data, for the rules."""
