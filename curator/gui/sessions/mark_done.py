"""What an act on marks or collections did, for its undo."""

from dataclasses import dataclass, field

from curator.core.marks import Marks
from curator.core.records import Collection


@dataclass(slots=True)
class Done:
    """Filled while the act is done; belongs to the lane's thread."""

    before: dict[str, Marks] = field(default_factory=dict)
    after: dict[str, Marks] = field(default_factory=dict)
    contents: list[str] = field(default_factory=list)
    collection: Collection = field(default_factory=lambda: Collection(0, ""))
    order: list[int] = field(default_factory=list)
    place: int = 0
    name: str = ""
