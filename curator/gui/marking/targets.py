"""Which pictures a key, a menu or a button means, and where the eye goes after one was rated."""

from curator.gui.gallery_pane import GalleryPane


class Targets:
    """Reads the gallery, the viewer and the comparison."""

    def __init__(self, pane: GalleryPane) -> None:
        self._pane = pane

    def ids(self) -> list[int]:
        """The picture that is looked at; in the gallery the selected ones, or else the current one."""
        viewing, gallery = self._pane.viewing, self._pane.gallery
        current = viewing.current_id() if viewing.is_open else gallery.current_id()
        chosen = [] if viewing.is_open else gallery.selected_ids()
        return chosen or [current] * (current >= 0)

    def name(self, image_id: int) -> str:
        """Its file's name, "" where it is not shown."""
        row = self._pane.model.row_of(image_id)
        return str(self._pane.model.columns.names[self._pane.model.positions[row]]) if row >= 0 else ""

    def go_on(self, image_id: int) -> None:
        """To the picture after this one, where this is the one that is current: before a filter hides it, so
        that the place is never lost. In the comparison the same pictures stay, and a slideshow has its own
        pace."""
        viewing, gallery, model = self._pane.viewing, self._pane.gallery, self._pane.model
        row = model.row_of(image_id)
        following = model.image_id(row + 1) if 0 <= row < len(model.ids) - 1 else -1
        if following < 0:
            return
        if viewing.is_viewing(image_id):
            if not viewing.slideshow.is_running:
                viewing.view(following)
        elif not viewing.is_open and gallery.current_id() == image_id:
            gallery.choose(following)
