"""One picture file on disk: opened with named formats, turned upright, checked to its end, made small.

`generation` reads what the generator wrote into it, without decoding a pixel.
"""
