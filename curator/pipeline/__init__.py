"""Threads without Qt: a path goes in, a stored rating comes out, and events say what changed."""
