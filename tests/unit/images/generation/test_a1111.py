"""The text of the A1111 family: settings of every form, prompts that look like settings, other writers."""

import pytest

from curator.core.generation import Generation
from curator.images.generation.a1111 import NO_SETTINGS, is_a1111, read_a1111, settings_of
from tests.helpers.generated import A1111

PLAIN = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x768"


def test_all_that_a_text_tells() -> None:
    assert read_a1111(A1111) == Generation(
        generator="A1111",
        prompt="a castle, <lora:ink_style:0.8>\nat dawn",
        negative_prompt="people, text",
        model="dream_v8",
        loras=("ink_style", "lamp"),
        seed=4021988,
        steps=20,
        sampler="DPM++ 2M",
        cfg=6.5,
        width=640,
        height=832,
    )


def test_settings_in_quotes_lists_and_objects_hold_commas() -> None:
    line = (
        'Steps: 8, Lora hashes: "a: 1, b: 2", Hires prompt: "x, \\"y\\", Seed: 5\\nz", Seed: 7, '
        'Hashes: {"model": "12", "lora:c": "34"}, Civitai resources: [{"type":"lora","modelName":"d, e"}], '
        "Broken: [1, 2, Tail: x"
    )
    found = settings_of(line)
    assert found["Lora hashes"] == "a: 1, b: 2"
    assert found["Hires prompt"] == 'x, "y", Seed: 5\nz'
    assert (found["Seed"], found["Broken"], found["Tail"]) == ("7", "[1", "x")
    assert read_a1111("p\n" + line).loras == ("a", "b", "c", "d, e")
    assert settings_of('Model: "a" b, Seed: 5') == {"Model": '"a" b', "Seed": "5"}


def test_prompt_lines_that_look_like_settings() -> None:
    told = read_a1111(
        f"Steps: 3, a stair\nSeed: of doubt, Model: train, Size: 1\nNegative prompt: x\n{PLAIN}"
    )
    assert told.prompt == "Steps: 3, a stair\nSeed: of doubt, Model: train, Size: 1"
    assert (told.negative_prompt, told.steps, told.seed) == ("x", 20, 1)


def test_a_negative_prompt_of_many_lines_and_alone() -> None:
    assert read_a1111(f"a\nb\nNegative prompt: c\nd, Negative prompt: e\n\nf\n{PLAIN}") == read_a1111(
        f"a\r\nb\r\nNegative prompt: c\r\nd, Negative prompt: e\r\n\r\nf\r\n{PLAIN}\r\n"
    )
    told = read_a1111(f"a\nb\nNegative prompt: c\nd, Negative prompt: e\n\nf\n{PLAIN}")
    assert (told.prompt, told.negative_prompt) == ("a\nb", "c\nd, Negative prompt: e\n\nf")
    alone = read_a1111(f"Negative prompt: c\n{PLAIN}")
    assert (alone.prompt, alone.negative_prompt) == ("", "c")
    inside = read_a1111(f"no Negative prompt: here\n{PLAIN}")
    assert (inside.prompt, inside.negative_prompt) == ("no Negative prompt: here", "")


def test_templates_behind_the_settings() -> None:
    told = read_a1111(f"a red cat\n{PLAIN}\nTemplate: a {{red|blue}} cat\nNegative Template: dogs")
    assert (told.prompt, told.negative_prompt, told.height) == ("a red cat", "", 768)


@pytest.mark.parametrize(
    ("setting", "generator"),
    [
        ("Version: v1.10.1", "A1111"),
        ("Version: 1.6.0", "A1111"),
        ("Version: f2.0.1v1.10.1-previous-659-gc055f2d4", "Forge"),
        ("Version: neo", "Forge"),
        ("Version: Fooocus v2.5.5", "Fooocus"),
        ("Version: ComfyUI", "ComfyUI"),
        ("App: SD.Next, Version: 2b3c4d", "SD.Next"),
        ('Clip skip: 2, Civitai resources: [{"type":"checkpoint","modelName":"Pony"}]', "Civitai"),
    ],
)
def test_who_wrote_it(setting: str, generator: str) -> None:
    told = read_a1111(f"a\n{PLAIN}, {setting}")
    assert told.generator == generator
    assert told.model == ("Pony" if generator == "Civitai" else "")


def test_loras_of_prompt_and_settings_each_once() -> None:
    told = read_a1111(
        "x <lora:one:0.8> <lyco:sub/two.safetensors:1:0.5> <lora:one:1>, <hypernet:no:1>\n"
        f'{PLAIN}, Lora hashes: "two: 1, three: 2", AddNet Model 1: four(0a1b2c), AddNet Weight A 1: 1'
    )
    assert told.loras == ("one", "two", "three", "four")


@pytest.mark.parametrize(
    ("seed", "wanted"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("9223372036854775808", 2**63),
        ("-1", -1),
        ("x", None),
        ("", None),
    ],
)
def test_seeds(seed: str, wanted: int | None) -> None:
    assert read_a1111(f"a\nSteps: 20, Seed: {seed}, Size: 1x1").seed == wanted


def test_values_that_are_none_leave_the_rest() -> None:
    told = read_a1111("a\nSteps: 20, Sampler: None, CFG scale: nan, Seed: 1e3, Size: big, Model: ")
    assert told == Generation(generator="A1111", prompt="a", steps=20, seed=1000)


def test_settings_without_steps_in_front() -> None:
    told = read_a1111("a\nSampler: Euler, Seed: 5, CFG scale: 2, Steps: 9")
    assert (told.prompt, told.seed, told.steps) == ("a", 5, 9)
    assert read_a1111("a\nb: c, d: e, f: g").prompt == "a\nb: c, d: e, f: g"


def test_a_text_without_settings_is_all_prompt() -> None:
    told = read_a1111("a cat, colours: red\nand more\nNegative prompt: dogs: big, small: x, y: Size")
    assert told == Generation(
        "A1111", "a cat, colours: red\nand more", "dogs: big, small: x, y: Size", note=NO_SETTINGS
    )
    assert not is_a1111("a cat, colours: red")
    assert is_a1111(A1111)


def test_long_lines_are_read_in_time_that_grows_with_them() -> None:
    for text in ("Steps: 1, " + "a:" * 400_000, "Steps: 1, " + "a " * 400_000, "Steps: 1,\n" * 90_000):
        assert read_a1111(text).steps == 1
    assert read_a1111("Steps: 1, A: " + "[" * 200_000 + ', B: "' * 1000).steps == 1
