"""What the rows last told of the compared pictures: of a file that is gone they tell nothing any more."""

from collections.abc import Sequence

from curator.gui.viewer.about import About


class Known:
    """Names and contents, kept for as long as a picture is compared.

    A renamed file is another row: the one with the old id goes, and some moments later there is one with a
    new id and the same content.
    """

    def __init__(self, about: About) -> None:
        self._about = about
        self._told: dict[int, tuple[str, str]] = {}
        """Drawn name and content by image id."""

    def look(self, panes: Sequence[int]) -> tuple[int, ...]:
        """Take in what the rows tell now. Returns the pictures, those that moved under their new ids."""
        self._told = {image_id: self._row(image_id) for image_id in panes}
        found = list(panes)
        for at, image_id in enumerate(panes):
            if self.is_gone(image_id):
                heirs = set(self._about.holders(self._told[image_id][1])).difference(panes, found)
                found[at] = max(heirs, default=image_id)
        self._told |= {image_id: self._row(image_id) for image_id in found}
        return tuple(found)

    def name(self, image_id: int) -> str:
        """As it can be drawn; the last one of a picture that is gone."""
        return self._row(image_id)[0]

    def is_gone(self, image_id: int) -> bool:
        """Whether there is no row for it now."""
        return not self._about.name(image_id)

    def _row(self, image_id: int) -> tuple[str, str]:
        if self.is_gone(image_id):
            return self._told.get(image_id, ("", ""))
        return self._about.drawn_name(image_id), self._about.content(image_id)
