"""Where pictures come from, and what was made of them: folders, or collections and saved views."""

from PySide6.QtWidgets import QDockWidget, QTabWidget, QWidget

from curator.gui.folder_panel import FolderPanel
from curator.gui.side.side_panel import SidePanel


class LeftPane(QTabWidget):
    """Two tabs of one panel: docks behind each other would leave Qt to mend their tab bars."""

    def __init__(self, folders: FolderPanel, side: SidePanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName("Folders or collections")
        self.addTab(folders, "Folders")
        self.addTab(side, "Collections")

    def show_collections(self) -> None:
        """Bring them forward, in a panel that may be closed."""
        self.setCurrentWidget(self._side)
        dock = self.parentWidget()
        if isinstance(dock, QDockWidget):
            dock.show()
            dock.raise_()
