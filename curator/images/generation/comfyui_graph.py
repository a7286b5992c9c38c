"""ComfyUI's graph that ran: nodes by id, whose inputs are values or links to other nodes' outputs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from curator.images.generation.values import Object, part

Link = str
"""The id of the node that a value comes from; of the output's number nothing depends here."""
MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    kind: str
    """Its class_type."""
    inputs: Object
    links: dict[str, Link]
    """Input -> the node it comes from, in the order of the file."""
    title: str


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: dict[str, Node] = field(default_factory=dict)

    def behind(
        self, start: str, follows: Callable[[Node, str], bool] = lambda node, key: True
    ) -> Iterator[Node]:
        """The node and all that it depends on, the nearest first, each once. `follows` says whether an input
        of a node is followed.
        """
        seen, waiting = {start}, [start]
        for at in waiting:
            node = self.nodes.get(at)
            if node is None:
                continue
            yield node
            for key, other in node.links.items():
                if other not in seen and follows(node, key):
                    seen.add(other)
                    waiting.append(other)


def link(value: object) -> Link | None:
    """The node that the value of an input comes from; None where it is a value itself."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    node, output = value
    if isinstance(output, bool) or not isinstance(output, int) or isinstance(node, bool):
        return None
    return str(node) if isinstance(node, str | int) else None


def graph_of(block: Object) -> Graph | None:
    """The graph in a decoded `prompt`; None where the object holds none. What is no node is passed over."""
    inner = block.get("prompt")
    entries = inner if isinstance(inner, dict) else block
    nodes = {}
    for id, entry in list(entries.items())[:MOST_NODES]:
        kind = entry.get("class_type") if isinstance(entry, dict) else None
        if not isinstance(kind, str):
            continue
        given, title = entry.get("inputs"), part(entry, "_meta", "title")
        inputs = given if isinstance(given, dict) else {}
        links = {key: found for key, value in inputs.items() if (found := link(value)) is not None}
        nodes[id] = Node(id, kind, inputs, links, title if isinstance(title, str) else "")
    return Graph(nodes) if nodes else None
