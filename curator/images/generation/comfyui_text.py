"""The text behind a conditioning or a text input of ComfyUI's graph."""

import re
from dataclasses import dataclass, field

from curator.core.generation import PROMPT_CHARACTERS
from curator.images.generation.comfyui_graph import Graph, Node, link

DEEPEST = 48
"""Text nodes in a row; more of them are not followed."""
MOST_TEXTS, MOST_JOINED = 500, 32
"""Text nodes that are read in one graph, and texts that one of them joins: a few nodes that double what they
are given make any length.
"""
ENCODED = (
    *("populated_text", "text", "prompt", "text_g", "text_l", "clip_g", "clip_l", "t5xxl", "llama"),
    *("bert", "mt5xl", "user_prompt", "wildcard_text", "caption"),
)
"""Inputs of text encoders; a wildcard that was drawn comes before what it was drawn from."""
HELD = (
    *("populated_text", "text", "string", "value", "prompt", "wildcard_text", "String", "STRING"),
    *("string_input", "input", "source", "default_value", "any", "text_0"),
)
"""Inputs of nodes that hold or pass on a text."""
LISTED = re.compile(r"(?:text|string|prompt|any|input|str)s?[_ ]?(?:[a-z]|\d{1,2})", re.IGNORECASE)
"""Inputs of nodes that join texts or choose among them."""
JOINS = ("concat", "join", "combine", "append", "merge", "multi")
ZEROED = "zeroout"
"""Of a conditioning that was set to zero nothing is left of its text."""
OTHER = (
    *("clip", "model", "vae", "control_net", "image", "images", "pixels", "mask", "samples", "latent"),
    *("latent_image", "clip_vision", "clip_vision_output", "style_model", "noise", "sampler", "sigmas"),
    *("reference_latents", "unet", "audio"),
)
"""Inputs behind which there is no text of this conditioning."""


@dataclass(slots=True)
class Texts:
    """Follows links to texts; each node is read once, so that cycles and doublings cost nothing."""

    graph: Graph
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: bool = False
    """Whether a text encoder's text comes from a node in which none was found."""

    def conditioning(self, start: str, side: str) -> str | None:
        """The texts that the conditioning is made of, each once; None where no text encoder is behind it.

        `side` is positive or negative: which of its inputs a node takes that changes both.
        """
        found: list[str] = []
        encoders, seen, waiting = 0, {start}, [start]
        while waiting:
            node = self.graph.nodes.get(waiting.pop())
            if node is None or ZEROED in node.kind.lower():
                encoders += node is not None
                continue
            encoded = self._encoded(node, side)
            if encoded is not None:
                encoders += 1
                found += encoded
                continue
            following = [other for other in _sources(node, side) if other not in seen]
            seen.update(following)
            waiting += reversed(following)
        return "\n".join(dict.fromkeys(filter(None, found))) if encoders else None

    def text(self, value: object, side: str = "positive", depth: int = 0) -> str:
        """The text that an input's value is or comes from; empty where it can't be told."""
        if isinstance(value, str):
            return value[:PROMPT_CHARACTERS]
        start = link(value)
        node = None if start is None else self.graph.nodes.get(start)
        if start is None or node is None or depth >= DEEPEST or len(self.known) >= MOST_TEXTS:
            return ""
        if (start, side) not in self.known:
            self.known[start, side] = ""  # what a cycle finds
            self.known[start, side] = self._of_node(node, side, depth + 1)[:PROMPT_CHARACTERS]
        return self.known[start, side]

    def _encoded(self, node: Node, side: str) -> list[str] | None:
        """The texts of a text encoder; None where the node is none."""
        keys = [key for key in (*ENCODED, *_sided(side)) if key in node.inputs]
        if side in node.links:
            keys.remove(side)
        if not keys:
            return None
        texts = [self.text(node.inputs[key], side) for key in keys]
        self.lost = self.lost or (not any(texts) and any(key in node.links for key in keys))
        drawn = "populated_text" in keys and texts[0]
        return texts[:1] if drawn else texts

    def _of_node(self, node: Node, side: str, depth: int) -> str:
        listed = [key for key in node.inputs if LISTED.fullmatch(key)][:MOST_JOINED]
        if len(listed) > 1 and any(word in node.kind.lower() for word in JOINS):
            separator = node.inputs.get("delimiter", node.inputs.get("separator", ", "))
            texts = [self.text(node.inputs[key], side, depth) for key in listed]
            return _separator(separator).join(filter(None, texts))
        for key in (*_sided(side), *HELD, *listed, *node.links):
            if key in node.inputs and key not in OTHER:
                text = self.text(node.inputs[key], side, depth)
                if text:
                    return text
        return ""


def _sided(side: str) -> tuple[str, ...]:
    return f"{side}_prompt", f"prompt_{side}", f"text_{side}", side


def _sources(node: Node, side: str) -> list[str]:
    """Where the conditioning of a node comes from."""
    links = node.links
    if side in links:
        return [links[side]]
    named = [other for key, other in links.items() if key.startswith(("conditioning", "cond"))]
    return named or [other for key, other in links.items() if key not in OTHER]


def _separator(value: object) -> str:
    if not isinstance(value, str):
        return ", "
    return value[:16].replace("\\n", "\n")
