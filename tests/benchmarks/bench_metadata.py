"""What generators wrote into 1,000 PNGs, read on one core.

    python -m tests.benchmarks.bench_metadata [FILES]

Half of the files are as ComfyUI writes them, with a graph of some 40 nodes in `prompt` and in `workflow`;
half as AUTOMATIC1111 does; all of a megabyte or so. They are read once before: the disk is not measured.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from curator.images.generation.read import read_generation
from tests.benchmarks.measure import quantiles, report, write_generator_pngs
from tests.helpers.comfyui_graphs import Graph, Node, sampled, sampler
from tests.helpers.generated import A1111

PICTURES = 10
"""Different ones; the files are copies of them with texts of their own."""
NODES = 30


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = write_files(Path(name), count)
        read = [read_generation(path) for path in paths]
        seconds = []
        start = time.process_time()
        for path in paths:
            before = time.perf_counter()
            read_generation(path)
            seconds.append(time.perf_counter() - before)
        total = time.process_time() - start
        report(
            "metadata of PNGs read on one core",
            files=count,
            megabytes_each=round(sum(path.stat().st_size for path in paths) / count / 1e6, 2),
            with_prompt=sum(bool(told.prompt) for told in read),
            files_per_second=round(count / total),
            milliseconds=quantiles([1000 * one for one in seconds]),
        )


def write_files(folder: Path, count: int) -> list[Path]:
    write_generator_pngs(folder / "pictures", PICTURES, side=640)
    pictures = [Image.open(path) for path in sorted((folder / "pictures").iterdir())]
    paths = []
    for number in range(count):
        info = PngInfo()
        if number % 2:
            info.add_text("parameters", A1111.replace("castle", f"castle number {number}"))
        else:
            info.add_text("prompt", json.dumps(graph(number)))
            info.add_text("workflow", json.dumps({"nodes": graph(number), "links": [[0] * 6] * 60}))
        paths.append(folder / f"{number:05}.png")
        pictures[number % PICTURES].save(paths[-1], pnginfo=info, compress_level=1)
    return paths


def graph(number: int) -> Graph:
    """A sampler behind a chain of LoRAs and a prompt of some hundred words."""
    loras: dict[str, Node] = {
        f"lora{at}": ("LoraLoader", {"lora_name": f"style_{at}.safetensors", "model": [f"lora{at + 1}", 0]})
        for at in range(NODES)
    }
    last: Node = ("LoraLoader", {"lora_name": "last.safetensors", "model": ["model", 0]})
    prompt: Node = ("CLIPTextEncode", {"text": f"castle {number}, " + "at dawn in mist, " * 40})
    return sampled(**loras, **{f"lora{NODES}": last}, positive=prompt, sampler=sampler(model=["lora0", 0]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
