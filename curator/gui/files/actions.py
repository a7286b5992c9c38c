"""The commands for files, with their keys."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from curator.gui.parts.icons import icon


class FileActions(QObject):
    """For menus; `listen` lets their keys work where the pictures are, not in text fields."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.move = self._action("move_files", "Move to folder…", "file-move-outline")
        self.copy = self._action("copy_files", "Copy to folder…", "content-duplicate")
        self.rename = self._action("rename_files", "Rename…", "rename-box", "F2")
        self.trash = self._action("trash_files", "Move to trash", "trash-can-outline", "Del")
        self.export = self._action(
            "export_files", "Export copies or links…", "folder-multiple-image", "Ctrl+Shift+E"
        )

    def all(self) -> list[QAction]:
        """In the order of a menu."""
        return [self.move, self.copy, self.rename, self.trash, self.export]

    def of_selection(self) -> list[QAction]:
        """Those for a context menu."""
        return [self.move, self.copy, self.rename, self.trash]

    def fill(self, menu: QMenu) -> None:
        """Put all of them into a menu."""
        menu.addActions(self.all())

    def listen(self, *places: QWidget) -> None:
        """Let the keys work there, and in what lies within."""
        for action in self.all():
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            for place in places:
                place.addAction(action)

    def _action(self, name: str, text: str, icon_name: str, key: str | None = None) -> QAction:
        """`name` is what the keys that the user chose are kept under."""
        action = QAction(icon(icon_name), text, self)
        action.setObjectName(name)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        return action
