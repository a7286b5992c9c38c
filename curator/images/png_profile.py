"""The colours that a PNG tells by its chunks gAMA and cHRM, as an ICC profile."""

import struct
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

D50 = np.array([0.9642, 1.0, 0.8249])
"""XYZ of the white that all ICC profiles refer to."""
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
"""XYZ -> the responses of the eye's cones in which whites are adapted (ICC.1:2010, annex E)."""
SRGB_CHROMATICITY = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""x and y of white, red, green and blue, as in a PNG's cHRM."""
SRGB_CURVE = (3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""ICC's parametric curve of type 3, with its parameters."""


@lru_cache(16)
def profile_of_chunks(
    gamma: float | None, chromaticity: tuple[float, ...] | None, grey: bool
) -> bytes | None:
    """A profile that says the same as a PNG's gAMA and cHRM; None where they say sRGB, or nonsense.

    By custom a gAMA of about 1/2.2 beside sRGB's own primaries means sRGB's curve.
    """
    usual = chromaticity is None or np.allclose(chromaticity, SRGB_CHROMATICITY, atol=0.002)
    if gamma is not None and not 0.2 <= gamma <= 2.5:
        gamma = None
    if usual and (gamma is None or abs(gamma * 2.2 - 1) < 0.05):
        return None
    curve = _curve(*SRGB_CURVE) if gamma is None else _curve(0, 1 / gamma)
    if grey:
        return None if gamma is None else _profile(b"GRAY", {b"wtpt": _xyz(D50), b"kTRC": curve})
    columns = _primaries(SRGB_CHROMATICITY if chromaticity is None else chromaticity)
    if columns is None:
        return None
    colours = {tag: _xyz(column) for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns.T, strict=True)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"RGB ", {b"wtpt": _xyz(D50), **colours, **curves})


def _primaries(chromaticity: tuple[float, ...]) -> Matrix | None:
    """XYZ of red, green and blue as columns, adapted to D50; None where there can be no such colours."""
    xy = np.array(chromaticity, np.float64).reshape(4, 2)
    if (xy[:, 1] <= 0).any() or (xy > 1).any():
        return None
    xyz = np.stack([xy[:, 0] / xy[:, 1], np.ones(4), (1 - xy.sum(axis=1)) / xy[:, 1]])
    white, primaries = xyz[:, 0], xyz[:, 1:]
    if abs(np.linalg.det(primaries)) < 1e-3:
        return None
    linear = primaries * np.linalg.solve(primaries, white)
    adapted = np.linalg.inv(BRADFORD) @ np.diag((BRADFORD @ D50) / (BRADFORD @ white)) @ BRADFORD @ linear
    return adapted if np.isfinite(adapted).all() and np.abs(adapted).max() < 4 else None


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile of version 4 with these tags (ICC.1:2010, section 7)."""
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s", at + len(body), 0x04000000, b"mntr", space, b"XYZ ", b"acsp")
    head += bytes(28) + _fixed(*D50)
    return head.ljust(128, b"\0") + table + body


def _xyz(values: Matrix) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*values)


def _curve(kind: int, *parameters: float) -> bytes:
    return b"para" + bytes(4) + struct.pack(">H2x", kind) + _fixed(*parameters)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)
