"""ComfyUI: the graph that ran, in `prompt`. It is followed from the saved picture to sampler and texts.

The editor's graph in `workflow` is not read: which of its numbers means what, only the nodes' code knows.
"""

from collections.abc import Mapping

from curator.core.generation import Generation
from curator.images.generation.comfyui_graph import Graph, Node, graph_of
from curator.images.generation.comfyui_model import NAMES, model_and_loras
from curator.images.generation.comfyui_sampler import sampler_of, settings_of
from curator.images.generation.comfyui_text import ENCODED, Texts
from curator.images.generation.values import Object, as_object

DAMAGED = "ComfyUI's block “prompt” is damaged, so that its graph can't be read."
NO_PROMPT = "The file holds ComfyUI's editor graph only, not the graph that ran."
NO_SAMPLER = "ComfyUI's graph holds no sampler that Curator knows."
NO_TEXT = "The prompt's text can't be found in ComfyUI's graph."
PIPES = ("guider", "pipe", "basic_pipe", "sdxl_tuple", "text_embeds", "context", "base_ctx", "bus")
"""Inputs by which a sampler gets several things at once."""
MODEL = ("model", "base_model", "model1")
POSITIVE = ("positive", "conditioning", "cond1", "base_positive", "positive_prompt")
NEGATIVE = ("negative", "neg_conditioning", "base_negative", "negative_prompt")


def read_comfyui(texts: Mapping[str, str]) -> Generation | None:
    """None where the texts are not ComfyUI's."""
    text = texts.get("prompt", "")
    if not text.lstrip().startswith("{"):
        only_editor = as_object(texts.get("workflow", ""))
        ours = only_editor is not None and "nodes" in only_editor
        return Generation(generator="ComfyUI", note=NO_PROMPT) if ours else None
    block = as_object(text)
    if block is None:
        # A prompt of another program may begin with a brace; ComfyUI's is JSON from its start
        return Generation(generator="ComfyUI", note=DAMAGED) if '"class_type"' in text else None
    return read_graph(block) or Generation(generator="ComfyUI", note=NO_SAMPLER)


def read_graph(block: Object) -> Generation | None:
    """What the graph tells; None where the object holds no graph."""
    graph = graph_of(block)
    if graph is None:
        return None
    sampler = sampler_of(graph)
    return _without_sampler(graph) if sampler is None else _of_sampler(graph, sampler)


def _of_sampler(graph: Graph, sampler: Node) -> Generation:
    texts = Texts(graph)
    prompt = _text(graph, sampler, texts, "positive", POSITIVE)
    negative = _text(graph, sampler, texts, "negative", NEGATIVE)
    start = _source(graph, sampler, MODEL)
    model, loras = ("", ()) if start is None else model_and_loras(graph, start, texts)
    settings = settings_of(graph, sampler)
    return Generation(
        generator="ComfyUI",
        prompt=prompt or "",
        negative_prompt=negative or "",
        model=model,
        loras=loras,
        seed=settings.seed,
        steps=settings.steps,
        sampler=settings.sampler,
        cfg=settings.cfg,
        width=settings.width,
        height=settings.height,
        note=NO_TEXT if prompt is None or (not prompt and texts.lost) else "",
    )


def _text(graph: Graph, sampler: Node, texts: Texts, side: str, keys: tuple[str, ...]) -> str | None:
    """Of one side's conditioning; a text that stands in the sampler itself is taken as it is."""
    given = next((sampler.inputs[key] for key in keys if isinstance(sampler.inputs.get(key), str)), None)
    if given is not None:
        return str(given)
    start = _source(graph, sampler, keys)
    return None if start is None else texts.conditioning(start, side)


def _source(graph: Graph, sampler: Node, keys: tuple[str, ...]) -> str | None:
    """The node that the sampler's input comes from: directly, or through what it gets several things by."""
    for node in graph.behind(sampler.id, lambda node, key: key in PIPES):
        found = next((node.links[key] for key in keys if key in node.links), None)
        if found is not None:
            return found
        loads = keys is MODEL and any(name in node.inputs for name in NAMES)
        if loads or any(isinstance(node.inputs.get(key), str) for key in keys):
            return node.id
    return None


def _without_sampler(graph: Graph) -> Generation:
    """The texts alone: by the nodes' titles, else the only one there is."""
    texts = Texts(graph)
    encoders = [node for node in graph.nodes.values() if "encode" in node.kind.lower()]
    found = [
        (node.title.lower(), text)
        for node in encoders
        for key in ENCODED
        if key in node.inputs and (text := texts.text(node.inputs[key]))
    ]
    negative = next((text for title, text in found if "negative" in title), "")
    positive = next((text for title, text in found if "positive" in title), "")
    if not positive and len(found) == 1 + bool(negative):
        positive = next(text for _, text in found if text != negative or not negative)
    return Generation(generator="ComfyUI", prompt=positive, negative_prompt=negative, note=NO_SAMPLER)
