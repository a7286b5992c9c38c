"""Keys that stay what they are: where the hand looks for them in every program."""

from dataclasses import dataclass

from curator.gui.keys.known import Group, KeyCommand, Place, shown_key


@dataclass(frozen=True, slots=True)
class Line:
    """What some keys do."""

    text: str
    keys: tuple[str, ...]
    """As they are shown; without any none does it yet."""


HEADER = "In the list’s header, after Tab"
FIXED: dict[Group, tuple[Line, ...]] = {
    Group.LOOKING: (
        Line("Look at the picture", ("Enter", "Space")),
        Line("Look at one with the mouse", ("Double click",)),
        Line("Size of the pictures", ("Ctrl+wheel",)),
    ),
    Group.SELECTING: (
        Line("Move", ("Arrows", "Home", "End")),
        Line("Move by what is in view", ("PgUp", "PgDown")),
        Line("Extend the selection", ("Shift with these",)),
        Line("Put one in or out", ("Ctrl+Space", "Ctrl+click")),
        Line("Select nothing", ("Esc",)),
        Line("Jump to a name", ("Its first letters",)),
    ),
    Group.VIEWER: (Line("Back to the gallery", ("Esc",)), Line("Zoom", ("Wheel", "Double click"))),
    Group.COMPARISON: (Line("Back to the gallery", ("Esc",)),),
}
"""Listed with the commands of the same group."""
HEADER_LINES = (
    Line("Go from column to column", ("Left", "Right")),
    Line("Sort by the column", ("Enter", "Space")),
    Line("Move the column", ("Ctrl+Left", "Ctrl+Right")),
    Line("Width of the column", ("Shift+Left", "Shift+Right")),
    Line("Choose columns", ("Menu", "Shift+F10")),
)
_EVERYWHERE = {"Esc": "leads back", "Tab": "goes on to the next control", "Shift+Tab": "goes back a control"}
_MOVES = ("Left", "Right", "Up", "Down", "PgUp", "PgDown", "Home", "End")
_GALLERY = {
    **{
        f"{held}{key}": "moves in the gallery"
        for key in _MOVES
        for held in ("", "Shift+", "Ctrl+", "Ctrl+Shift+")
    },
    **dict.fromkeys(("Return", "Enter", "Space"), "opens the picture in the gallery"),
    "Ctrl+Space": "puts a picture in or out of the selection",
}
_OUTSIDE_GALLERY = (Place.LOOKING, Place.VIEWER, Place.COMPARISON)


def refusal(command: KeyCommand, key: str) -> str:
    """Why a command can't have a key, "" where it can."""
    use = _EVERYWHERE.get(key, "") or ("" if command.place in _OUTSIDE_GALLERY else _GALLERY.get(key, ""))
    return f"{shown_key(key)} {use}, so no command can have it." if use else ""
