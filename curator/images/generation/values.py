"""Values out of blocks that anybody may have written: of the kind asked for, or none."""

import json
import math
import re
from typing import Any

LONGEST_NUMBER = 64
"""Digits; Python refuses some thousand, and no setting has so many."""
MODEL_SUFFIX = re.compile(r"\.(safetensors|sft|ckpt|pt|pth|bin|gguf|onnx)$", re.IGNORECASE)
SIZE = re.compile(r"(\d{1,7})\s*[x×*,]\s*(\d{1,7})")
NOTHING = ("", "none", "null")

Object = dict[str, Any]


def _short_int(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_NUMBER else None


DECODER = json.JSONDecoder(strict=False)
"""Takes NaN and Infinity, which ComfyUI writes, and raw line breaks in texts."""
PATIENT_DECODER = json.JSONDecoder(strict=False, parse_int=_short_int)
"""Takes integers of any length besides, and is slower."""


def as_object(text: str) -> Object | None:
    """The JSON object that the text is; None where it is none."""
    value = decoded_json(text.strip())
    return value if isinstance(value, dict) else None


def decoded_json(text: str) -> object:
    """The JSON value that the text is; None where it is none, or nested too deeply."""
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError:
        return None
    except RecursionError:
        return None
    except ValueError:
        return _patiently(text)


def _patiently(text: str) -> object:
    try:
        return PATIENT_DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def part(value: object, *keys: str) -> Any:
    """What lies under the keys, one in the other; None where one is missing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def first(value: Object, *keys: str) -> Any:
    """The value of the first key that has one."""
    return next((value[key] for key in keys if value.get(key) not in (None, "")), None)


def text_of(value: object) -> str:
    """The text, none for any other kind of value and for the words that mean nothing."""
    if not isinstance(value, str) or value.strip().lower() in NOTHING:
        return ""
    return value


def whole(value: object) -> int | None:
    """An integer, also one that is written as text or as 20.0."""
    if isinstance(value, str):
        value = value.strip()
        if len(value) <= LONGEST_NUMBER and value.isascii() and value.removeprefix("-").isdigit():
            return int(value)
        value = real(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else None
    return value if isinstance(value, int) else None


def real(value: object) -> float | None:
    """A finite number, also one that is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > LONGEST_NUMBER:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def size_of(value: object) -> tuple[int | None, int | None]:
    """Width and height out of `512x768` or `(512, 768)`."""
    found = SIZE.search(value[:64]) if isinstance(value, str) else None
    return (int(found[1]), int(found[2])) if found else (None, None)


def bare_name(value: object) -> str:
    """A model's name without its folder and file type, so that every generator names it alike."""
    name = re.split(r"[\\/]", text_of(value).strip())[-1]
    return text_of(MODEL_SUFFIX.sub("", name))
