"""What the gallery shows, as a file other programs read, and what other programs say of pictures.

`table`, `write` and `contact*` go out, `import*` come in, `sidecars` does both.
"""
