"""The window's menus: every command with its key. What a command does is connected by the window."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QWidget

from curator.gui.files.actions import FileActions
from curator.gui.gallery.layout_box import LAYOUTS
from curator.gui.gallery_pane import GalleryPane
from curator.gui.keys.help import KeyHelp
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.known import Group, action_command, look_commands, menu_text
from curator.gui.marking.mark_menu import MarkMenu
from curator.gui.parts.icons import icon
from curator.gui.rater.rater_text import GIVES_BACK, RaterCommand
from curator.gui.viewer.keys import comparison_keys, viewer_keys
from curator.gui.window_state import THEMES

Key = QKeySequence.StandardKey
_GROUPS = {
    "File": Group.FILES,
    "Edit": Group.FILES,
    "View": Group.LOOKING,
    "Mark": Group.RATING,
    "Rater": Group.WINDOW,
    "Help": Group.WINDOW,
}
"""What a menu's commands are listed under, but for those that are elsewhere in a list of keys."""
_BEFORE = {"panel": "Panel: ", "theme": "Theme: "}
"""Where the menu says it by its own title."""
_ELSEWHERE = {
    "quit": Group.WINDOW,
    "undo": Group.WINDOW,
    "redo": Group.WINDOW,
    "select_all": Group.SELECTING,
    "find": Group.NARROWING,
    "clear": Group.NARROWING,
    "reverse": Group.NARROWING,
    "retry": Group.FILES,
    "show_failures": Group.FILES,
    "panel": Group.WINDOW,
    "theme": Group.WINDOW,
}


class Menus(QObject):
    """Holds the actions."""

    theme_chosen = Signal(str)
    """One of THEMES."""
    layout_chosen = Signal(object)
    """LayoutKind."""

    def __init__(self, window: QMainWindow, gallery: QWidget, place: GalleryPane) -> None:
        """`place` has the pictures in whatever view, `gallery` is one of them."""
        super().__init__(window)
        self._window, self._bar = window, window.menuBar()
        self._gallery, self._place = gallery, place
        self._themes = QActionGroup(self)
        self._files: FileActions | None = None
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self.mark = MarkMenu(self._bar.addMenu("&Mark"), place)
        self._fill_rating()
        self._fill_help()
        for name, action in list(vars(self).items()):
            if isinstance(action, QAction):
                action.setObjectName(name)
        self.keys = KeyMap(self)
        self.keys.changed.connect(self._on_keys_changed)
        self.key_help = KeyHelp(self.keys, self.show_keys, self.change_keys, window)

    def set_theme(self, theme: str) -> None:
        """Mark a theme as chosen."""
        for action in self._themes.actions():
            action.setChecked(action.data() == theme)

    def add_docks(self, docks: dict[str, QDockWidget]) -> None:
        """Let the user bring panels back."""
        for name, dock in docks.items():
            dock.toggleViewAction().setObjectName(f"panel:{name.lower()}")
        first = self._view.actions()[0]
        self._view.insertActions(first, [dock.toggleViewAction() for dock in docks.values()])
        self._view.insertSeparator(first)

    def set_paused(self, paused: bool) -> None:
        """Say what the next click does."""
        self.pause.setText("Resume rating" if paused else "Pause rating")
        self.pause.setIcon(icon("play" if paused else "pause"))

    def set_rater_command(self, command: RaterCommand | None) -> None:
        """Enable what would do something now, under the name that fits."""
        gives_back = command in GIVES_BACK
        self.release.setEnabled(gives_back)
        self.restart.setEnabled(command is not None and not gives_back)
        if command is not None:
            (self.release if gives_back else self.restart).setText(command.value)

    def add_files(self, actions: FileActions) -> None:
        """Let the user do something with the files; their keys work wherever pictures are."""
        self._files = actions
        self._file.insertActions(self.export, actions.of_selection())
        self._file.insertSeparator(self.export)
        self._file.insertAction(self.import_scores, actions.export)
        actions.listen(self._place)

    def context_menu(self) -> QMenu:
        """For the selected pictures."""
        menu = QMenu(self._gallery)
        menu.addActions([self.view_picture, self.compare, self.slideshow, self.show_copies])
        menu.addSeparator()
        # Not addMenu: they would go with this menu, which is deleted when it closes
        menu.addActions([self.mark.menu.menuAction(), self.mark.collect.menuAction()])
        menu.addSeparator()
        if self._files is not None:
            menu.addActions(self._files.of_selection())
            menu.addSeparator()
        menu.addActions([self.open_folder, self.copy_path, self.copy_rows, self.select_all])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def learn_keys(self) -> None:
        """Once the menus are complete: their commands have the keys that the user gave them. Actions without
        a name come and go, and have none."""
        found = [action for menu in self._bar.findChildren(QMenu) for action in menu.actions()]
        named = [action for action in dict.fromkeys(found) if action.objectName()]
        self.keys.add(look_commands())
        self.keys.add(
            action_command(action, _group(action), _BEFORE.get(_kind(action), "")) for action in named
        )
        # On the whole screen the menus are hidden, and with them their keys would be gone
        self._window.addActions(
            [one for one in named if one.shortcutContext() is Qt.ShortcutContext.WindowShortcut]
        )

    def _on_keys_changed(self) -> None:
        viewing, keys = self._place.viewing, self.keys.keys()
        viewing.viewer.keys, viewing.comparison.keys = viewer_keys(keys), comparison_keys(keys)

    def _fill_file(self) -> None:
        self._file = menu = self._bar.addMenu("&File")
        self.add_folder = _action(menu, "Add folder…", "folder-plus-outline", Key.Open)
        self.rate_files = _action(menu, "Rate files…", "image-plus", "Ctrl+Shift+O")
        self.rescan = _action(menu, "Look through folders again", "folder-sync-outline", "Shift+F5")
        menu.addSeparator()
        self.export = _action(menu, "Export what is shown…", "table-arrow-right", "Ctrl+E")
        self.import_scores = _action(menu, "Import scores…", "table-arrow-left")
        menu.addSeparator()
        self.quit = _action(menu, "Quit", "exit-to-app", "Ctrl+Q")
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def _fill_edit(self) -> None:
        menu = self._bar.addMenu("&Edit")
        self.undo = _action(menu, "Undo", "undo", Key.Undo)
        self.redo = _action(menu, "Redo", "redo", "Ctrl+Shift+Z")
        menu.addSeparator()
        self.select_all = _action(menu, "Select all", "select-all", Key.SelectAll)
        self.copy_path = _action(menu, "Copy path", "content-copy", Key.Copy)
        self.copy_rows = _action(menu, "Copy as table", "table", "Ctrl+Shift+C")
        self.open_folder = _action(menu, "Open its folder", "folder-open-outline", "Ctrl+Return")
        menu.addSeparator()
        self.find = _action(menu, "Search", "magnify", Key.Find)
        self.clear = _action(menu, "Clear filters", "filter-remove-outline", "Ctrl+Shift+L")
        # Text fields have keys of their own for these.
        for action in (self.select_all, self.copy_path, self.copy_rows, self.open_folder):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._gallery.addAction(action)

    def _fill_view(self) -> None:
        self._view = menu = self._bar.addMenu("&View")
        for number, (kind, (name, text)) in enumerate(LAYOUTS.items(), 1):
            action = _action(menu, text.partition(":")[0], name, f"Ctrl+{number}")
            action.setObjectName(f"layout:{kind.value}")
            action.triggered.connect(lambda _checked=False, kind=kind: self.layout_chosen.emit(kind))
        menu.addSeparator()
        self.view_picture = _action(menu, "View picture", "image-outline")
        self.compare = _action(menu, "Compare", "compare", "Ctrl+L")
        self.slideshow = _action(menu, "Slideshow", "play-box-outline", "F5")
        self.full_screen = _action(menu, "Full screen", "fullscreen", "F11")
        menu.addSeparator()
        self.larger = _action(menu, "Larger pictures", "magnify-plus-outline", Key.ZoomIn)
        self.smaller = _action(menu, "Smaller pictures", "magnify-minus-outline", Key.ZoomOut)
        self.reverse = _action(menu, "Reverse the order", "swap-vertical", "Ctrl+R")
        self.show_copies = _action(menu, "Show copies and similar pictures", "content-duplicate", "Ctrl+D")
        self.make_thumbnails = _action(menu, "Make all thumbnails", "image-multiple-outline")
        menu.addSeparator()
        themes = menu.addMenu(icon("theme-light-dark"), "Theme")
        for theme, text in zip(THEMES, ("As the desktop", "Light", "Dark"), strict=True):
            action = themes.addAction(text)
            action.setObjectName(f"theme:{theme}")
            action.setData(theme)
            action.setCheckable(True)
            self._themes.addAction(action)
        self._themes.triggered.connect(lambda action: self.theme_chosen.emit(action.data()))

    def _fill_rating(self) -> None:
        menu = self._bar.addMenu("&Rater")
        self.pause = _action(menu, "Pause rating", "pause", "Ctrl+P")
        self.retry = _action(menu, "Try failed files again", "refresh", "Ctrl+Shift+R")
        self.show_failures = _action(menu, "Show failed files", "alert-circle-outline", "Ctrl+Shift+F")
        menu.addSeparator()
        self.release = _action(menu, RaterCommand.RELEASE.value, "eject-outline", "Ctrl+G")
        self.restart = _action(menu, RaterCommand.RESTART.value, "restart", "Ctrl+Shift+G")
        self.show_model = _action(menu, "Rater model…", "chip", "Ctrl+Shift+M")
        menu.addSeparator()
        self.notify = _action(menu, "Notify when a long job ends", "bell-outline")
        self.notify.setCheckable(True)
        self.set_rater_command(None)

    def _fill_help(self) -> None:
        menu = self._bar.addMenu("&Help")
        self.show_keys = _action(menu, "Keys", "keyboard-outline")
        self.show_keys.setShortcuts([QKeySequence("?"), QKeySequence("F1")])
        self.change_keys = _action(menu, "Change keys…", "keyboard-settings-outline")
        self.about = _action(menu, "About Curator", "information-outline")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)


def _kind(action: QAction) -> str:
    return action.objectName().partition(":")[0]


def _group(action: QAction) -> Group:
    """By its menu, unless it is listed elsewhere."""
    usual = (_GROUPS[title] for title in _titles(action) if title in _GROUPS)
    return _ELSEWHERE.get(_kind(action)) or next(usual, Group.WINDOW)


def _titles(action: QAction) -> Iterator[str]:
    """Of the menus it is in, the innermost first."""
    for one in action.associatedObjects():
        menu: QObject | None = one
        while isinstance(menu, QMenu):
            yield menu_text(menu.title())
            menu = menu.parent()


def _action(menu: QMenu, text: str, icon_name: str, key: str | Key | None = None) -> QAction:
    action = menu.addAction(icon(icon_name), text)
    if key is not None:
        action.setShortcut(QKeySequence(key))
    return action
