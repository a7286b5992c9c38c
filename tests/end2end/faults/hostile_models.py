"""Folders of a model that is broken, or that would run code if anything in it were believed."""

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE = "open({!r}, 'w').close()\nclass Thing: pass\n"
Break = Callable[[Path, Path], None]
"""Breaks the folder of a whole model; whatever runs of it makes the other path."""


class Evil:
    """Makes a file as soon as it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self._canary),)


def edit(path: Path, **changes: object) -> None:
    """Change entries of a file of JSON."""
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def pickled_alone(model: Path, canary: Path) -> None:
    (model / "model.safetensors").unlink()
    (model / "pytorch_model.bin").write_bytes(pickle.dumps(Evil(canary)))


def pickled_beside(model: Path, canary: Path) -> None:
    for name in ("pytorch_model.bin", "training_args.bin", "scheduler.pt"):
        (model / name).write_bytes(pickle.dumps(Evil(canary)))


def pickled_by_another_name(model: Path, canary: Path) -> None:
    (model / "model.safetensors").write_bytes(pickle.dumps(Evil(canary)))


def pickled_shards(model: Path, canary: Path) -> None:
    (model / "model.safetensors").unlink()
    (model / "pytorch_model-1.bin").write_bytes(pickle.dumps(Evil(canary)))
    index(model, {"lm_head.weight": "pytorch_model-1.bin"})


def index(model: Path, weights: object) -> None:
    told = {"metadata": {}, "weight_map": weights}
    (model / "model.safetensors.index.json").write_text(json.dumps(told), "utf-8")


def with_code(model: Path, canary: Path) -> None:
    (model / "hostile.py").write_text(CODE.format(str(canary)), "utf-8")
    for name, kind in (
        ("config.json", "AutoConfig"),
        ("tokenizer_config.json", "AutoTokenizer"),
        ("preprocessor_config.json", "AutoImageProcessor"),
    ):
        value: object = [None, "hostile.Thing"] if kind == "AutoTokenizer" else "hostile.Thing"
        edit(
            model / name,
            auto_map={kind: value, "AutoModel": "hostile.Thing", "AutoProcessor": "hostile.Thing"},
        )


def with_code_of_its_own_kind(model: Path, canary: Path) -> None:
    with_code(model, canary)
    edit(model / "config.json", model_type="hostile", architectures=["Thing"])


def with_a_tokenizer_of_its_own(model: Path, canary: Path) -> None:
    with_code(model, canary)
    edit(model / "tokenizer_config.json", tokenizer_class="Thing")


def with_an_adapter(model: Path, _: Path) -> None:
    told = {"base_model_name_or_path": "someone/else", "peft_type": "LORA", "revision": "main"}
    (model / "adapter_config.json").write_text(json.dumps(told), "utf-8")


def truncated(model: Path, _: Path) -> None:
    weights = model / "model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)


def shard_of(model: Path, number: int) -> Path:
    return sorted(model.glob("model-*.safetensors"))[number]


def truncated_shard(model: Path, _: Path) -> None:
    path = shard_of(model, 2)
    os.truncate(path, path.stat().st_size - 100)


def missing_shard(model: Path, _: Path) -> None:
    shard_of(model, 1).unlink()


def shard_elsewhere(model: Path, _: Path) -> None:
    path = model / "model.safetensors.index.json"
    told = json.loads(path.read_text("utf-8"))
    name = next(iter(told["weight_map"]))
    shutil.copy(model / told["weight_map"][name], model.parent / "outside.safetensors")
    told["weight_map"][name] = "../outside.safetensors"
    path.write_text(json.dumps(told), "utf-8")


def impossible_header(model: Path, _: Path) -> None:
    (model / "model.safetensors").write_bytes((10**15).to_bytes(8, "little") + b"{}")


def _changed(model: Path, change: Callable[[str, Any], Any]) -> None:
    from safetensors.torch import load_file, save_file

    tensors = {name: change(name, tensor) for name, tensor in load_file(model / "model.safetensors").items()}
    save_file(tensors, model / "model.safetensors", metadata={"format": "pt"})


def wrong_shapes(model: Path, _: Path) -> None:
    _changed(model, lambda name, tensor: tensor[:-1].clone() if name.endswith("norm.weight") else tensor)


def no_numbers(model: Path, _: Path) -> None:
    _changed(model, lambda _, tensor: tensor * float("nan"))


def no_numbers_for_pictures(model: Path, _: Path) -> None:
    _changed(model, lambda name, tensor: tensor * float("nan") if "visual" in name else tensor)


def other_architecture(model: Path, _: Path) -> None:
    edit(model / "config.json", model_type="llama", architectures=["LlamaForCausalLM"])


def other_architecture_inside(model: Path, _: Path) -> None:
    told = json.loads((model / "config.json").read_text("utf-8"))
    edit(model / "config.json", text_config=told["text_config"] | {"hidden_size": 128})


def enormous_sizes(model: Path, _: Path) -> None:
    told = json.loads((model / "config.json").read_text("utf-8"))
    sizes = {"num_hidden_layers": 10**6, "hidden_size": 10**7, "vocab_size": 10**9}
    edit(model / "config.json", text_config=told["text_config"] | sizes)


def sizes_of_text(model: Path, _: Path) -> None:
    edit(model / "config.json", text_config="none", vision_config=[1, 2])


def huge_settings(model: Path, _: Path) -> None:
    (model / "config.json").write_bytes(b'{"model_type": "qwen3_vl", "x": [' + b"0," * 40_000_000 + b"0]}")


def no_json(model: Path, _: Path) -> None:
    (model / "config.json").write_bytes(b"\xff\xfe\x00<html>")


def deep_json(model: Path, _: Path) -> None:
    (model / "config.json").write_text('{"model_type": "qwen3_vl", "x": ' + "[" * 200_000, "utf-8")


def deep_tokenizer_settings(model: Path, _: Path) -> None:
    (model / "tokenizer_config.json").write_text('{"x":' * 100_000 + "1" + "}" * 100_000, "utf-8")


def pickled_tokenizer(model: Path, canary: Path) -> None:
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.json"):
        (model / name).write_bytes(pickle.dumps(Evil(canary)))


def huge_tokenizer(model: Path, _: Path) -> None:
    (model / "tokenizer.json").write_bytes(b'{"version": "' + b"x" * 200_000_000 + b'"}')


def template_with_code(model: Path, canary: Path) -> None:
    attack = "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ cycler.__init__.__globals__.os.mkdir('X') }}"
    (model / "chat_template.jinja").write_text(attack.replace("X", str(canary)), "utf-8")


WORKS: dict[str, Break] = {
    "nothing is wrong": lambda model, canary: None,
    "pickles beside": pickled_beside,
    "code beside": with_code,
    "a tokenizer with code": with_a_tokenizer_of_its_own,
    "an adapter of another model": with_an_adapter,
}
"""What is wrong with these is never looked at."""
REFUSED: dict[str, Break] = {
    "pickled weights": pickled_alone,
    "pickled weights by another name": pickled_by_another_name,
    "pickled shards": pickled_shards,
    "code of its own kind": with_code_of_its_own_kind,
    "truncated weights": truncated,
    "impossible header": impossible_header,
    "wrong shapes": wrong_shapes,
    "weights that are no numbers": no_numbers,
    "weights for pictures that are no numbers": no_numbers_for_pictures,
    "another architecture": other_architecture,
    "another architecture inside": other_architecture_inside,
    "enormous sizes": enormous_sizes,
    "sizes of text": sizes_of_text,
    "huge settings": huge_settings,
    "no JSON": no_json,
    "deep JSON": deep_json,
    "deep tokenizer settings": deep_tokenizer_settings,
    "a pickled tokenizer": pickled_tokenizer,
    "a huge tokenizer": huge_tokenizer,
    "a template with code": template_with_code,
}
SHARDED: dict[str, Break] = {
    "a truncated shard": truncated_shard,
    "a missing shard": missing_shard,
    "a shard elsewhere": shard_elsewhere,
}
"""Of a model in many files."""
