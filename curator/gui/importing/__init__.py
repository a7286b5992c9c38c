"""Scores of other programs: what a table would bring, which of it to take, and what was taken before."""
