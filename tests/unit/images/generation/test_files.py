"""Every place in a file where a generator's text may stand, and files that are damaged there."""

import json
import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from curator.core.errors import PictureError
from curator.core.generation import Generation
from curator.images.generation import block as limits
from curator.images.generation.exif import read_exif
from curator.images.generation.png import read_png
from curator.images.generation.read import read_blocks, read_generation
from tests.helpers import generated
from tests.helpers.comfyui_graphs import sampled
from tests.helpers.generated import A1111, png, tiff, user_comment, with_exif
from tests.helpers.pictures import picture_bytes

CHUNKS = {
    "tEXt": generated.text("parameters", A1111),
    "zTXt": generated.compressed_text("parameters", A1111),
    "iTXt": generated.international_text("parameters", A1111),
    "compressed iTXt": generated.international_text("parameters", A1111, compressed=True),
    "eXIf": generated.chunk(b"eXIf", user_comment(A1111)),
}


def write(folder: Path, data: bytes, name: str = "a.png") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def texts(path: Path) -> dict[str, str]:
    return {block.name: block.text for block in read_blocks(path)}


def check(path: Path) -> None:
    told = read_generation(path)
    assert (told.generator, told.seed, told.model, told.note) == ("A1111", 4021988, "dream_v8", "")
    assert told.prompt == "a castle, <lora:ink_style:0.8>\nat dawn"


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("kind", CHUNKS)
def test_a_png_s_chunk_of_every_kind_before_and_behind_the_pixels(
    tmp_path: Path, kind: str, behind: bool
) -> None:
    check(write(tmp_path, png(CHUNKS[kind], behind=behind)))


@pytest.mark.parametrize("text_order", "<>")
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "TIFF"])
def test_a_user_comment_in_either_byte_order(
    tmp_path: Path, format: str, order: str, text_order: str
) -> None:
    exif = user_comment(A1111, order, text_order)
    if format == "TIFF":
        check(write(tmp_path, exif))
    else:
        check(write(tmp_path, with_exif(format, exif)))


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0" + A1111.encode(),
        bytes(8) + A1111.encode(),
        b"UNICODE\0" + A1111.encode("utf-16"),
        b"UNICODE\0" + A1111.encode(),
        A1111.encode() + bytes(3),
    ],
    ids=["ASCII", "undefined", "with a mark of its order", "UTF-8 after all", "no encoding"],
)
def test_a_user_comment_in_every_encoding(tmp_path: Path, comment: bytes) -> None:
    path = write(tmp_path, with_exif("JPEG", tiff({}, {0x9286: (7, comment)})))
    check(path)
    assert texts(path) == {"UserComment": A1111}


def test_a_text_of_four_bytes_and_one_behind_an_odd_chunk(tmp_path: Path) -> None:
    short = tiff({0x010E: (2, b"abc\0")})
    assert texts(write(tmp_path, with_exif("JPEG", short))) == {"ImageDescription": "abc"}
    webp = with_exif("WEBP", user_comment(A1111))
    at = webp.index(b"EXIF")
    check(write(tmp_path, webp[:at] + b"ODD " + struct.pack("<I", 3) + b"EXI\0" + webp[at:]))


def test_texts_that_are_not_latin(tmp_path: Path) -> None:
    prompt = A1111.replace("castle", "城堡 🏰")
    for data in (
        png(generated.international_text("parameters", prompt)),
        png(generated.text("parameters", prompt.encode())),
        with_exif("JPEG", user_comment(prompt, "<", ">")),
        with_exif("WEBP", user_comment(prompt, ">", "<")),
    ):
        assert read_generation(write(tmp_path, data)).prompt.startswith("a 城堡 🏰,")
    assert texts(write(tmp_path, png(generated.text("parameters", "café")))) == {"parameters": "café"}
    for order in "<>":
        chinese = with_exif("JPEG", user_comment("城堡", order, order))
        assert texts(write(tmp_path, chinese)) == {"UserComment": "城堡"}


def test_exif_of_a_jpeg_in_two_segments(tmp_path: Path) -> None:
    exif = user_comment(A1111.replace("dawn", "dawn" * 9000), ">")
    assert len(exif) > 65_600
    plain = picture_bytes(format="JPEG")
    segments = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(part) + 8) + b"Exif\0\0" + part
        for part in (exif[:60_000], exif[60_000:])
    )
    assert read_generation(write(tmp_path, plain[:2] + segments + plain[2:])).seed == 4021988


def test_a_jpeg_s_comment(tmp_path: Path) -> None:
    plain = picture_bytes(format="JPEG")
    comment = b"\xff\xfe" + struct.pack(">H", len(A1111) + 2) + A1111.encode()
    check(write(tmp_path, plain[:2] + b"\xff" + comment + plain[2:]))


def test_comfyui_s_tags_that_are_meant_for_the_camera(tmp_path: Path) -> None:
    path = generated.write_comfyui_webp(tmp_path / "a.webp", sampled())
    assert json.loads(texts(path)["prompt"]) == sampled()
    assert texts(path) | {"prompt": ""} == {"workflow": '{"nodes": []}', "extra": '{"more": 1}', "prompt": ""}
    assert read_generation(path).prompt == "a castle"


def test_a_camera_s_file_tells_nothing(tmp_path: Path) -> None:
    tags = {0x010F: (2, b"Canon\0"), 0x0110: (2, b"EOS: {R5}\0"), 0x010E: (2, b"Summer, at sea\0")}
    comment = b"ASCII\0\0\0" + b"Taken: noon, near: Rome, by: me"
    path = write(tmp_path, with_exif("JPEG", tiff(tags, {0x9286: (7, comment), 0x927C: (7, b"Canon!")})))
    assert texts(path).keys() == {"ImageDescription", "UserComment"}
    assert read_generation(path) == Generation()
    assert not read_generation(path).told


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF", "GIF", "BMP"])
def test_plain_pictures_of_all_formats_tell_nothing(tmp_path: Path, format: str) -> None:
    path = write(tmp_path, picture_bytes(format=format))
    assert read_blocks(path) == ()
    assert read_generation(path) == Generation()


def test_the_pixels_are_passed_over_and_may_be_damaged(tmp_path: Path) -> None:
    data = bytearray(png(CHUNKS["tEXt"], behind=True))
    at = data.index(b"IDAT") + 4
    data[at : at + 20] = bytes(20)
    check(write(tmp_path, bytes(data)))


def test_a_png_cut_short_gives_what_stands_before(tmp_path: Path) -> None:
    data = png(CHUNKS["tEXt"])
    check(write(tmp_path, data[: data.index(b"IDAT") + 9]))
    cut = write(tmp_path, data[: data.index(b"Steps")])
    assert read_generation(cut).prompt.startswith("a castle")
    assert (
        read_generation(cut).note
        == "Only the beginning of the block “parameters” could be read: it is too long or cut short."
    )


def test_a_text_that_unpacks_to_gigabytes_costs_its_share_only(tmp_path: Path) -> None:
    packer = zlib.compressobj()
    zeros = bytes(2**20)
    bomb = b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    one = generated.chunk(b"zTXt", b"parameters\0\0" + bomb)
    path = write(tmp_path, png(one, *[one] * 20))
    found = read_blocks(path)
    assert len(found) < 10
    assert all(len(block.text) == limits.SHOWN_CHARACTERS for block in found[:-1])
    assert (
        found[0].fault
        == "Only the beginning of the block “parameters” could be read: it is too long or cut short."
    )
    assert read_generation(path).prompt == ""


def test_blocks_are_shown_up_to_a_length_and_a_number(tmp_path: Path) -> None:
    path = write(
        tmp_path, png(generated.text("parameters", "a" * (limits.SHOWN_CHARACTERS + 5) + "\nSteps: 7"))
    )
    (block,) = read_blocks(path)
    assert len(block.text) == limits.SHOWN_CHARACTERS
    assert block.fault.startswith("Only the beginning")
    told = read_generation(path)
    assert (told.steps, len(told.prompt), told.note) == (7, 65536, "")
    many = png(*(generated.text(f"t{number}", "x") for number in range(500)))
    assert len(read_blocks(write(tmp_path, many))) == limits.MOST_BLOCKS


def test_of_two_blocks_of_one_name_the_first_counts(tmp_path: Path) -> None:
    check(write(tmp_path, png(CHUNKS["tEXt"], generated.text("parameters", "other"))))


def test_a_damaged_compressed_text_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, png(generated.chunk(b"zTXt", b"parameters\0\0not zlib")))
    assert read_blocks(path)[0].text == ""
    assert read_generation(path).note == "The compressed block “parameters” is damaged."
    whole = b"parameters\0\0" + zlib.compress(A1111.encode() * 9)
    cut = write(tmp_path, png(generated.chunk(b"zTXt", whole[:-20])))
    assert read_blocks(cut)[0].fault.startswith("Only the beginning")
    other = write(tmp_path, png(generated.chunk(b"zTXt", b"Raw profile\0\0not zlib"), CHUNKS["tEXt"]))
    assert read_generation(other).note == ""


def test_exif_that_points_to_itself_or_nowhere(tmp_path: Path) -> None:
    for place in (0, 8, 2**32 - 1):
        loop = tiff({0x8769: (4, struct.pack("<I", place)), 0x0131: (2, struct.pack("<I", place) * 2)})
        assert read_generation(write(tmp_path, png(generated.chunk(b"eXIf", loop)))) == Generation()


def test_many_tags_with_one_long_value_are_read_within_a_budget(tmp_path: Path) -> None:
    entries = b"".join(struct.pack("<HHII", 0x0101, 2, 2**31, 16) for _ in range(4000))
    data = b"II*\0" + struct.pack("<IH", 8, 4000) + entries + bytes(2**23)
    blocks = limits.Blocks()
    path = write(tmp_path, data)
    with path.open("rb") as source:
        read_exif(source, blocks)
    assert blocks.room == 0
    assert blocks.found == []


def test_files_that_cannot_be_read_give_their_reason(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="not there any more"):
        read_generation(tmp_path / "none.png")
    with pytest.raises(PictureError, match="not a file"):
        read_blocks(tmp_path)
    assert read_generation(write(tmp_path, b"")) == Generation()
    assert read_generation(write(tmp_path, b"Just text.")) == Generation()


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    check(write(tmp_path, png(CHUNKS["tEXt"]), os.fsdecode(b"\xff\xfe.png")))


def test_texts_beyond_the_room_of_a_file_are_left_out() -> None:
    """Each takes at least 64 bytes of it, so that it may be less than none."""
    blocks = limits.Blocks(room=100)
    read_png(BytesIO(png(*(generated.text(f"name {number}", "x" * 40) for number in range(4)))), blocks)
    assert blocks.room < 0
    assert [block.name for block in blocks.found] == ["name 0"]
