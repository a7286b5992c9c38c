"""How the state of the sidecars and the marks on both sides are said."""

from curator.core.marks import Marks
from curator.core.rules import Rubric
from curator.gui.marking.words import FLAG_WORDS, label_word, level_word, stars_word
from curator.gui.parts.names import shown_file, shown_name
from curator.pipeline.events import SidecarsRead, SidecarsState
from curator.pipeline.sidecar_work import SidecarSettings

MOST_FAULTS = 3
NOT_MARKED = "Not marked"


def marks_text(marks: Marks, rubric: Rubric) -> str:
    """`3 stars, Pick, Red label, Clarity: Blurry`."""
    words = [stars_word(marks.stars)] if marks.stars else []
    words += [FLAG_WORDS[marks.flag]] if marks.flag else []
    words += [label_word(marks.label)] if marks.label else []
    words += [shown_name(level_word(rubric, key, level)) for key, level in marks.levels]
    return ", ".join(words) or NOT_MARKED


def state_text(state: SidecarsState, settings: SidecarSettings) -> str:
    """`312 sidecars in step · 4 waiting`, or that nothing is done."""
    if not (settings.read or settings.write):
        return "Off: sidecars are neither read nor written"
    known = f"{state.known:,} sidecar{'' if state.known == 1 else 's'} in step"
    return f"{known} · {state.waiting:,} waiting"


def faults_text(faults: tuple[str, ...]) -> str:
    """The first few sentences, a line each, and how many more there are."""
    lines = [shown_name(fault) for fault in faults[:MOST_FAULTS]]
    more = len(faults) - MOST_FAULTS
    return "\n".join([*lines, f"And {more:,} more."] if more > 0 else lines)


def read_text(read: SidecarsRead) -> str:
    """`Ratings of fog-1.png were read from its sidecar`."""
    if read.count == 1 and read.names:
        return f"Marks of {shown_file(read.names[0])} were read from its sidecar"
    return f"Marks of {read.count:,} pictures were read from their sidecars"
