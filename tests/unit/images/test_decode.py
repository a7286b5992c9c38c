"""Real files of every format and every fault: each gives its picture or one readable reason."""

import hashlib
import os
import struct
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from curator.core.errors import PictureError
from curator.core.formats import SUFFIXES
from curator.images import decode
from curator.images.decode import (
    content_hash,
    is_complete,
    is_picture,
    open_upright,
    rater_picture,
    read_picture,
)
from tests.helpers.pictures import picture, picture_bytes, write_jpeg, write_png, write_truncated_png

RED, WHITE = (255, 0, 0), (255, 255, 255)


def pixels(path: Path) -> NDArray[np.uint8]:
    return np.asarray(read_picture(path).picture)


def reason(path: Path) -> str:
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    return str(caught.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_its_picture_and_facts(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(picture_bytes(3, (96, 48), SUFFIXES[suffix]))
    decoded = read_picture(path)
    assert decoded.picture.size == (512, 512)
    assert decoded.picture.mode == "RGB"
    assert (decoded.facts.format, decoded.facts.width, decoded.facts.height) == (SUFFIXES[suffix], 96, 48)
    assert decoded.facts.content == hashlib.sha256(path.read_bytes()).hexdigest() == content_hash(path)
    wanted = np.asarray(picture(3, (96, 48)).resize((512, 512)), np.int16)
    assert np.abs(np.asarray(decoded.picture, np.int16) - wanted).mean() < 30


def test_the_raters_picture_is_pillows_default_resize(tmp_path: Path) -> None:
    path = write_png(tmp_path / "a.png", size=(700, 300))
    assert np.array_equal(pixels(path), np.asarray(picture(0, (700, 300)).resize((512, 512))))
    assert read_picture(path, side=32).picture.size == (32, 32)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK"])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "TIFF"])
def test_bytes_and_files_give_the_rater_the_same_picture(tmp_path: Path, mode: str, format: str) -> None:
    image, path, exif = picture(4, (70, 40)).convert(mode), tmp_path / "a", Image.Exif()
    exif[0x0112] = 6
    try:
        image.save(path, format, exif=exif)
    except OSError:
        pytest.skip(f"{format} holds no {mode}")
    wanted = read_picture(path).picture.tobytes()
    assert rater_picture(path).tobytes() == rater_picture(path.read_bytes()).tobytes() == wanted
    assert rater_picture(path.read_bytes(), side=32).size == (32, 32)


def test_bytes_have_the_reasons_of_files(tmp_path: Path) -> None:
    for data in (b"", b"Not a picture.", picture_bytes(format="GIF")[:8], picture_bytes()[:90]):
        (tmp_path / "a.png").write_bytes(data)
        with pytest.raises(PictureError) as caught:
            rater_picture(data)
        assert str(caught.value) == reason(tmp_path / "a.png")


def test_a_header_makes_a_picture(tmp_path: Path) -> None:
    assert is_picture(write_png(tmp_path / "a.png"))
    cut = write_truncated_png(tmp_path / "cut.png", size=(300, 300))
    assert (is_picture(cut), is_complete(cut)) == (True, False)
    (tmp_path / "text.png").write_text("Not a picture.")
    assert not is_picture(tmp_path / "text.png")
    assert not is_picture(tmp_path / "gone.png")


def test_the_name_may_promise_another_format(tmp_path: Path) -> None:
    path = write_jpeg(tmp_path / "really-a-jpeg.png")
    assert read_picture(path).facts.format == "JPEG"


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff.png")
    try:
        write_png(path)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert read_picture(path).facts.width == 64


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_pictures_come_out_upright(tmp_path: Path, orientation: int, format: str) -> None:
    upright = Image.new("RGB", (96, 64), "white")
    upright.paste(RED, (0, 0, 48, 32))
    lying = {
        1: lambda image: image,
        2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
        4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
        6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
        7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
        8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
    }[orientation](upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned"
    lying.save(path, format, exif=exif)
    decoded = read_picture(path)
    assert (decoded.facts.width, decoded.facts.height) == (96, 64)
    shown = np.asarray(open_upright(path), np.int16)
    assert shown.shape == (64, 96, 3)
    assert np.abs(shown[8:24, 8:40] - RED).max() < 30
    assert shown[40:, 56:].min() > 225
    rated = np.asarray(decoded.picture, np.int16)
    assert np.abs(rated[50:200, 50:200] - RED).max() < 30
    assert rated[300:, 300:].min() > 225


def test_sixteen_bit_grey_is_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65535, 512).astype(np.uint16), (512, 1))
    for name in ("a.png", "a.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        values = pixels(tmp_path / name)[0, :, 0].astype(int)
        assert np.abs(values - np.linspace(0, 255, 512)).max() <= 1.5


@pytest.mark.parametrize("top", [1.0, 255.0, 65535.0, 1e6])
def test_float_grey_keeps_its_steps_whatever_its_white_is(tmp_path: Path, top: float) -> None:
    ramp = np.tile(np.linspace(0, top, 512, dtype=np.float32), (512, 1))
    ramp[0, 0] = np.nan
    Image.fromarray(ramp).save(tmp_path / "a.tif")
    values = pixels(tmp_path / "a.tif")[100, :, 0].astype(int)
    if top <= 65535:
        assert np.abs(values - np.linspace(0, 255, 512)).max() <= 1.5
    assert (np.diff(values) >= 0).all()


def test_integer_grey_of_32_bits(tmp_path: Path) -> None:
    Image.fromarray(np.full((8, 8), 32768, np.int32)).save(tmp_path / "a.tif")
    assert np.abs(pixels(tmp_path / "a.tif").astype(int) - 128).max() <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0)).convert(mode)
    image.paste(Image.new("RGBA", (32, 64), (0, 0, 0, 255)).convert(mode), (0, 0))
    image.save(tmp_path / "a.png")
    values = pixels(tmp_path / "a.png")
    assert values[:, :200].max() == 0
    assert values[:, 312:].min() == 255


def test_half_transparent_red_is_pink(tmp_path: Path) -> None:
    Image.new("RGBA", (16, 16), (255, 0, 0, 128)).save(tmp_path / "a.webp", lossless=True)
    assert np.abs(pixels(tmp_path / "a.webp")[0, 0].astype(int) - (255, 127, 127)).max() <= 1


def test_a_transparent_entry_of_a_palette_becomes_white(tmp_path: Path) -> None:
    image = Image.new("P", (64, 64), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(0, (32, 0, 64, 64))
    image.save(tmp_path / "one.png", transparency=0)
    image.save(tmp_path / "graded.png", transparency=bytes([0, 255]))
    image.save(tmp_path / "a.gif", transparency=0)
    for name in ("one.png", "graded.png", "a.gif"):
        values = pixels(tmp_path / name)
        assert tuple(values[256, 100]) == RED, name
        assert tuple(values[256, 400]) == WHITE, name


def test_a_transparent_colour_key_becomes_white(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), (0, 0, 255)).save(tmp_path / "a.png", transparency=(0, 0, 255))
    assert pixels(tmp_path / "a.png").min() == 255


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
def test_cmyk(tmp_path: Path, name: str) -> None:
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(tmp_path / name)
    assert np.abs(pixels(tmp_path / name).astype(int) - RED).max() < 10


def test_one_bit(tmp_path: Path) -> None:
    image = Image.new("1", (64, 64), 1)
    image.paste(0, (32, 0, 64, 64))
    image.save(tmp_path / "a.png")
    values = pixels(tmp_path / "a.png")
    assert (int(values[0, 0, 0]), int(values[0, 511, 0])) == (255, 0)


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.avif"])
def test_the_first_frame_of_an_animation(tmp_path: Path, name: str) -> None:
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), "blue")
    first.save(tmp_path / name, save_all=True, append_images=[second])
    assert np.abs(pixels(tmp_path / name).astype(int) - RED).max() < 10


def test_a_jpeg_with_further_pictures_behind_it_is_a_jpeg(tmp_path: Path) -> None:
    picture(1).save(tmp_path / "a.jpg", "MPO", save_all=True, append_images=[picture(2)])
    assert read_picture(tmp_path / "a.jpg").facts.format == "JPEG"


def test_damaged_exif_does_not_cost_the_picture(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png", exif=b"Exif\0\0II*\0garbage that leads nowhere")
    assert read_picture(tmp_path / "a.png").facts.width == 64


def test_reasons_are_readable_sentences(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("Not a picture.\n" * 20)
    (tmp_path / "head.gif").write_bytes(picture_bytes(format="GIF")[:8])
    (tmp_path / "folder.png").mkdir()
    write_truncated_png(tmp_path / "cut.png", size=(300, 300))
    assert reason(tmp_path / "empty.png") == "The file is empty."
    assert reason(tmp_path / "text.png").startswith(
        "The file is not a picture that Curator reads (AVIF, BMP,"
    )
    assert reason(tmp_path / "head.gif") == "The file is damaged or cut short."
    assert reason(tmp_path / "folder.png") == "This is not a file."
    assert reason(tmp_path / "cut.png") == "The file is cut short: only part of it was written."
    assert reason(tmp_path / "gone.png") == "The file is not there any more."


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png").chmod(0)
    assert "may not be read" in reason(tmp_path / "a.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert reason(tmp_path / "a.png") == "This is not a file."


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_a_file_cut_anywhere_before_its_last_pixel_is_not_complete(tmp_path: Path, format: str) -> None:
    data, path = picture_bytes(5, (80, 60), format), tmp_path / "a.png"
    path.write_bytes(data)
    assert is_complete(path)
    for part in np.linspace(0, len(data) * 0.9, 25).astype(int):
        path.write_bytes(data[:part])
        assert not is_complete(path), part
        assert reason(path)


def test_nothing_is_not_complete(tmp_path: Path) -> None:
    assert not is_complete(tmp_path / "gone.png")


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damaged_bytes_give_a_picture_or_a_reason_and_nothing_else(tmp_path: Path, format: str) -> None:
    data, path, rng = picture_bytes(7, (40, 30), format), tmp_path / "a", np.random.default_rng(11)
    outcomes = set()
    for _ in range(60):
        damaged = np.frombuffer(data, np.uint8).copy()
        damaged[rng.integers(0, min(200, len(data)), 3)] = rng.integers(0, 256, 3)
        path.write_bytes(damaged.tobytes())
        try:
            read_picture(path, side=16)
            outcomes.add("picture")
        except PictureError as error:
            outcomes.add(str(error))
    assert len(outcomes) >= 2
    assert all(outcome == "picture" or outcome.endswith(".") for outcome in outcomes)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def one_bit_png(width: int, height: int) -> bytes:
    """A white picture of any size in few bytes."""
    packer = zlib.compressobj()
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    for width in (15_000, 200_000):
        head = struct.pack(">IIBBBBB", width, 15_000, 1, 0, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", zlib.compress(b""))
        (tmp_path / "bomb.png").write_bytes(bomb)
        assert reason(tmp_path / "bomb.png") == (
            "The picture has more than 200 million pixels, the most that Curator reads."
        )


def test_a_large_picture_is_read_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(one_bit_png(10_000, 9_500))
    assert pixels(tmp_path / "large.png").min() == 255


def test_a_bomb_of_text_is_refused(tmp_path: Path) -> None:
    bomb = b"Comment\0\0" + zlib.compress(b"a" * 80_000_000)
    data = picture_bytes()
    (tmp_path / "a.png").write_bytes(data[:33] + png_chunk(b"zTXt", bomb) + data[33:])
    assert reason(tmp_path / "a.png") == (
        "The file carries more text or metadata than Curator reads with a picture."
    )


def test_large_files_are_hashed_and_decoded_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_png(tmp_path / "a.png")
    whole = read_picture(path)
    monkeypatch.setattr(decode, "IN_MEMORY_BYTES", 10)
    streamed = read_picture(path)
    assert streamed.facts == whole.facts
    assert streamed.thumbnail == whole.thumbnail


def test_the_viewer_gets_whole_or_smaller_pictures(tmp_path: Path) -> None:
    write_jpeg(tmp_path / "a.jpg", size=(800, 600))
    assert open_upright(tmp_path / "a.jpg").size == (800, 600)
    small = open_upright(tmp_path / "a.jpg", longest=200)
    assert small.size == (200, 150)
    wanted = np.asarray(picture(0, (800, 600)).resize((200, 150)), np.int16)
    assert np.abs(np.asarray(small, np.int16) - wanted).mean() < 12
    with pytest.raises(PictureError, match="not there"):
        open_upright(tmp_path / "gone.jpg")


def test_two_threads_read_at_once(tmp_path: Path) -> None:
    paths = [write_png(tmp_path / f"{seed}.png", seed=seed, size=(600, 400)) for seed in range(8)]
    alone = {path: read_picture(path) for path in paths}
    found: dict[Path, decode.Decoded] = {}

    def read(half: list[Path]) -> None:
        found.update((path, read_picture(path)) for path in half)

    threads = [threading.Thread(target=read, args=(half,)) for half in (paths[:4], paths[4:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path: one.facts for path, one in found.items()} == {
        path: one.facts for path, one in alone.items()
    }
    assert all(found[path].picture.tobytes() == alone[path].picture.tobytes() for path in paths)


def test_real_samples_all_decode(shared: Path) -> None:
    samples = sorted((shared / "data" / "samples").iterdir())
    decoded = [read_picture(path) for path in samples]
    assert {one.picture.size for one in decoded} == {(512, 512)}
    assert {one.facts.format for one in decoded} == {"PNG", "JPEG", "WEBP"}
    assert all(is_complete(path) for path in samples)
