"""Profiles as they are embedded in files, and what published matrices say their colours are in sRGB.

Written from the standards with plain numpy, so that it has nothing in common with what it tests.
"""

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

D65 = (0.3127, 0.3290)
DISPLAY_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
"""SMPTE EG 432-1: x and y of red, green and blue; white is D65, the curve sRGB's."""
ADOBE_RGB = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
"""Adobe RGB (1998); white is D65, the exponent 2 + 51/256."""
ADOBE_GAMMA = 2.19921875
SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
"""IEC 61966-2-1."""
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

Primaries = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


def srgb_decoded(values: Array) -> Array:
    """0..1 as stored -> linear light."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def srgb_encoded(light: Array) -> Array:
    """Linear light -> 0..1 as stored; what sRGB can't hold is clipped."""
    clipped = np.clip(light, 0, 1)
    return np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)


def to_xyz(primaries: Primaries, white: tuple[float, float] = D65) -> Array:
    """Linear RGB -> XYZ, [3, 3], not adapted."""
    columns = np.array([[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]).T
    x, y = white
    return columns * np.linalg.solve(columns, np.array([x / y, 1.0, (1 - x - y) / y]))


def expected(pixels: ArrayLike, primaries: Primaries, decode: Callable[[Array], Array]) -> Array:
    """8-bit values [..., 3] of that space (white D65) -> 8-bit values in sRGB, not rounded."""
    light = decode(np.asarray(pixels, np.float64) / 255)
    return 255 * srgb_encoded(light @ (np.linalg.inv(to_xyz(SRGB)) @ to_xyz(primaries)).T)


def matrix_profile(primaries: Primaries, gamma: float | None = None) -> bytes:
    """An RGB profile of ICC version 2 with white D65; without `gamma` the curve is sRGB's, as a table."""
    columns = _adapted(to_xyz(primaries))
    colours = {name: _xyz(column) for name, column in zip(("rXYZ", "gXYZ", "bXYZ"), columns.T, strict=True)}
    return _profile("RGB ", {**colours, **dict.fromkeys(("rTRC", "gTRC", "bTRC"), _curve(gamma))})


def grey_profile(gamma: float | None) -> bytes:
    """A profile for one grey channel."""
    return _profile("GRAY", {"kTRC": _curve(gamma)})


def cmyk_profile(black: float = 0.0) -> bytes:
    """A printer of ideal inks: reflected linear light is the product of what the inks let through; where
    they cover all, `black` is left of it.

    As a printer's profile it has a table from CMYK to Lab for each intent, two points a side. The one for
    the perceptual intent shows everything white: whoever takes it sees it.
    """
    corners = np.stack(np.meshgrid(*[[0.0, 1.0]] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    lab = ink_lab(corners, black)
    white = np.broadcast_to([100.0, 0.0, 0.0], (16, 3))
    tags = {"A2B0": _table(4, _lab_coded(white)), "A2B1": _table(4, _lab_coded(lab)), "B2A0": _inks_of_lab()}
    return _profile("CMYK", tags, "prtr", "Lab ")


def ink_lab(inks: Array, black: float = 0.0) -> Array:
    """Lab (D50) of inks [..., 4], 0 or 1 each, on that printer."""
    light = black + (1 - black) * (1 - inks[..., :3]) * (1 - inks[..., 3:])
    return _lab(light @ _adapted(to_xyz(SRGB)).T)


def lab_srgb(lab: Array) -> Array:
    """Lab (D50) -> 8-bit values in sRGB, not rounded."""
    middle = (lab[..., :1] + 16) / 116
    root = np.concatenate([middle + lab[..., 1:2] / 500, middle, middle - lab[..., 2:] / 200], axis=-1)
    ratio = np.where(root > 6 / 29, root**3, 3 * (6 / 29) ** 2 * (root - 4 / 29))
    return 255 * srgb_encoded((ratio * _D50) @ np.linalg.inv(_adapted(to_xyz(SRGB))).T)


def _adapted(xyz: Array) -> Array:
    """Columns of XYZ that sum to a white, as seen where D50 is the white."""
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ xyz.sum(axis=1)))
    adapted: Array = np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ xyz
    return adapted


def _lab_coded(lab: Array) -> Array:
    """As ICC's version 2 writes it in 16 bits."""
    return np.stack([lab[:, 0] * 652.8, (lab[:, 1] + 128) * 256, (lab[:, 2] + 128) * 256], axis=-1)


def _inks_of_lab() -> bytes:
    """All inks where it is dark, none where it is light: which black there is, programs look up by this."""
    corners = np.stack(np.meshgrid(*[[0.0, 1.0]] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    return _table(3, np.repeat(65535 * (1 - corners[:, :1]), 4, axis=1))


def _table(channels: int, points: Array) -> bytes:
    """ICC's `mft2`: 16-bit values [2 ** channels, n] at the corners."""
    coded = np.round(points.clip(0, 65535)).astype(">u2").tobytes()
    n = int(points.shape[1])
    head = b"mft2" + bytes(4) + struct.pack(">BBBx", channels, n, 2) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    ends = struct.pack(">2H", 0, 65535)
    return head + struct.pack(">2H", 2, 2) + ends * channels + coded + ends * n


def _lab(xyz: Array) -> Array:
    ratio = xyz / _D50
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [
            116 * root[:, 1] - 16,
            500 * (root[:, 0] - root[:, 1]),
            200 * (root[:, 1] - root[:, 2]),
        ],
        axis=-1,
    )


def _profile(space: str, tags: dict[str, bytes], kind: str = "mntr", pcs: str = "XYZ ") -> bytes:
    tags = {"wtpt": _xyz(_D50), **tags}
    at, table, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += name.encode() + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    signs = kind.encode() + space.encode() + pcs.encode()
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + signs + bytes(12) + b"acsp" + bytes(28)
    return (head + _fixed(*_D50)).ljust(128, b"\0") + table + body


def _xyz(values: Array) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*values)


def _curve(gamma: float | None) -> bytes:
    """One exponent of 8 and 8 bits, or sRGB's curve at 1,024 points."""
    if gamma is not None:
        return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
    points = np.round(65535 * srgb_decoded(np.linspace(0, 1, 1024))).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", 1024) + points.tobytes()


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)
