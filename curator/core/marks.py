"""The human's own ratings of a picture: stars, a flag, a label, and a level per dimension."""

from dataclasses import dataclass, replace

LABELS = ("red", "yellow", "green", "blue", "purple")
"""The colour labels that are offered. Another program may have given any other text, which is kept."""
MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person said of one picture; apart from the rater's scores, which never touch it."""

    stars: int = 0
    """0..5, 0 is unrated."""
    flag: str = ""
    """`pick`, `reject` or none."""
    label: str = ""
    """One of LABELS, another program's own text, or none."""
    levels: tuple[tuple[str, int], ...] = ()
    """Dimension key and the human's own level of it, 0 low, 1 middle, 2 high; ascending by key."""

    def __bool__(self) -> bool:
        return self != Marks()


def change_between(was: Marks, wanted: Marks) -> "MarkChange":
    """What makes the second of the first; what is alike in both is left as it may be by then."""
    old, new = dict(was.levels), dict(wanted.levels)
    return MarkChange(
        stars=None if was.stars == wanted.stars else wanted.stars,
        flag=None if was.flag == wanted.flag else wanted.flag,
        label=None if was.label == wanted.label else wanted.label,
        levels=tuple((key, new.get(key)) for key in sorted({*old, *new}) if old.get(key) != new.get(key)),
    )


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What to set; None leaves as it is."""

    stars: int | None = None
    flag: str | None = None
    label: str | None = None
    levels: tuple[tuple[str, int | None], ...] = ()
    """Dimension key and the level to give; None takes it back."""

    def applied(self, marks: Marks) -> Marks:
        """The marks with this set."""
        levels = dict(marks.levels)
        for key, level in self.levels:
            if level is None:
                levels.pop(key, None)
            else:
                levels[key] = level
        return replace(
            marks,
            stars=marks.stars if self.stars is None else self.stars,
            flag=marks.flag if self.flag is None else self.flag,
            label=marks.label if self.label is None else self.label,
            levels=tuple(sorted(levels.items())),
        )
