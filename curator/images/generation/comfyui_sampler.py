"""Which sampler of ComfyUI's graph made the picture, and its settings wherever the graph keeps them."""

from dataclasses import dataclass
from itertools import islice

from curator.images.generation.comfyui_graph import Graph, Node, link
from curator.images.generation.values import real, size_of, text_of, whole

SEEDS = ("seed", "noise_seed", "noise")
STEPS = ("steps", "sigmas", "sampler_name", "sampler")
SAVERS, SHOWERS = "save", "preview"
MOST_OUTPUTS, MOST_SAMPLERS = 16, 16
FULL = 0.999
"""A sampler that denoises less than all refines a picture that another has made."""
HELD = ("value", "int", "number", "Number", "INT", "float", "FLOAT", "Value", "a")
"""Inputs of nodes that hold a number."""
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Settings:
    seed: int | None
    steps: int | None
    sampler: str
    cfg: float | None
    width: int | None
    height: int | None


def sampler_of(graph: Graph) -> Node | None:
    """The sampler nearest to the saved picture that starts from noise, else the nearest. None without any."""
    for output in _outputs(graph):
        samplers = list(islice(filter(_samples, graph.behind(output.id)), MOST_SAMPLERS))
        if samplers:
            return next((node for node in samplers if _starts(graph, node)), samplers[0])
    return next((node for node in graph.nodes.values() if _samples(node)), None)


def settings_of(graph: Graph, sampler: Node) -> Settings:
    """What the sampler's inputs say, followed to the nodes that hold it."""
    cfg = _number(graph, sampler, ("cfg", "cfg_scale", "guidance"), "guider")
    if cfg is None:
        # Flux is guided by its conditioning instead
        cfg = _number(graph, sampler, ("guidance",), "guider", "positive", "conditioning")
    seed = _number(graph, sampler, ("seed", "noise_seed"), "noise")
    steps = _number(graph, sampler, ("steps",), "sigmas")
    width, height = _size(graph, sampler)
    return Settings(whole(seed), whole(steps), _sampler_name(graph, sampler), real(cfg), width, height)


def _outputs(graph: Graph) -> list[Node]:
    """Nodes that save, then those that show, then those that nothing depends on."""
    used = {other for node in graph.nodes.values() for other in node.links.values()}
    ends = [node for node in graph.nodes.values() if node.id not in used]
    saving = [node for node in graph.nodes.values() if SAVERS in node.kind.lower()]
    showing = [node for node in graph.nodes.values() if SHOWERS in node.kind.lower()]
    return [node for node in (*saving, *showing, *ends) if node.links][:MOST_OUTPUTS]


def _samples(node: Node) -> bool:
    return any(key in node.inputs for key in SEEDS) and any(key in node.inputs for key in STEPS)


def _starts(graph: Graph, node: Node) -> bool:
    """Whether it starts from noise alone."""
    if str(node.inputs.get("add_noise", "")).lower() in ("disable", "false"):
        return False
    begin, strength = whole(node.inputs.get("start_at_step")), _number(graph, node, ("denoise",), "sigmas")
    full = real(strength)
    return not begin and (full is None or full >= FULL)


def _number(graph: Graph, node: Node, keys: tuple[str, ...], *ways: str) -> int | float | None:
    """The number under one of the keys: in the node, else in the nearest node behind the inputs `ways`."""
    for key in keys:
        if key in node.inputs:
            found = _held(graph, node.inputs[key], key)
            if found is not None:
                return found
    for way in ways:
        start = link(node.inputs.get(way))
        if start is None:
            continue
        for other in graph.behind(
            start, lambda node, key: key not in ("model", "clip", "vae", "image", "images")
        ):
            for key in keys:
                if key in other.inputs:
                    return _held(graph, other.inputs[key], key)
    return None


def _held(graph: Graph, value: object, key: str) -> int | float | None:
    """The number that a value is, or that the node it comes from holds."""
    for _ in range(DEEPEST):
        start = link(value)
        if start is None:
            number = whole(value)
            return real(value) if number is None else number
        node = graph.nodes.get(start)
        if node is None:
            return None
        held = next((name for name in (key, *SEEDS[:2], *HELD) if name in node.inputs), None)
        if held is None:
            return None
        value = node.inputs[held]
    return None


def _sampler_name(graph: Graph, node: Node) -> str:
    """Under its name; a node of its own for one sampler names it by its kind."""
    for key in ("sampler_name", "sampler", "scheduler"):
        value = node.inputs.get(key)
        if isinstance(value, str) and text_of(value):
            return value
        start = link(value)
        if start is None or key == "scheduler":
            continue
        for other in graph.behind(start):
            for name in ("sampler_name", "sampler", "value", "string"):
                if isinstance(other.inputs.get(name), str):
                    return text_of(other.inputs[name])
        kind = graph.nodes[start].kind if start in graph.nodes else ""
        if kind.startswith("Sampler"):
            return kind.removeprefix("Sampler").strip("_ ").lower()
    return ""


def _size(graph: Graph, sampler: Node) -> tuple[int | None, int | None]:
    """Of the empty latent it started from; none where it started from a picture."""
    for way in ("latent_image", "latent", "samples", "image_embeds"):
        start = link(sampler.inputs.get(way))
        if start is None:
            continue
        for node in graph.behind(
            start, lambda node, key: key not in ("model", "clip", "vae", "positive", "negative")
        ):
            if node is not sampler and _samples(node):
                break
            width, height = _sides(graph, node)
            if width and height:
                return width, height
    return _sides(graph, sampler)


def _sides(graph: Graph, node: Node) -> tuple[int | None, int | None]:
    for prefix in ("", "empty_latent_"):
        sides = [_held(graph, node.inputs.get(prefix + side), side) for side in ("width", "height")]
        if all(sides):
            return whole(sides[0]), whole(sides[1])
    return next(
        (size_of(node.inputs[key]) for key in ("resolution", "dimensions", "size") if key in node.inputs),
        (None, None),
    )
