"""The window as it was left: put together from its parts, and given back to them."""

from typing import TYPE_CHECKING

from curator.gui.docks import first_layout
from curator.gui.window_state import WindowState

if TYPE_CHECKING:
    from curator.gui.main_window import MainWindow


def restore(window: "MainWindow", state: WindowState) -> None:
    """As the last window was left."""
    window.resize(1440, 900)
    first_layout(window, window.docks)
    if state.geometry is not None:
        window.restoreGeometry(state.geometry)
    if state.docks is not None:
        window.restoreState(state.docks)
    window.looking.restore(state.layout, state.list_columns, state.cell_size)
    window.menus.notify.setChecked(state.notify)
    window.menus.mark.advance.setChecked(state.advance)
    window.theme = state.theme
    window.menus.set_theme(state.theme)
    if state.theme != "system":
        window.set_theme(state.theme)
    window.browsing.restore(state)
    window.model_control.set_limits(state.limits)
    window.sidecar_control.restore(state.sidecars)


def state_of(window: "MainWindow") -> WindowState:
    """For `restore`."""
    filters = window.browsing.filters()
    return WindowState(
        geometry=window.saveGeometry(),
        docks=window.saveState(),
        sort=window.bar.sort.sort(),
        cell_size=window.pane.gallery.cell_size(),
        where=filters.where,
        ranges=filters.ranges,
        stars=filters.stars,
        flags=filters.flags,
        states=filters.states,
        fold=filters.fold,
        facets=filters.facets,
        group=window.bar.layout_box.group(),
        layout=window.pane.gallery.layout_kind(),
        list_columns=window.looking.list_columns(),
        notify=window.menus.notify.isChecked(),
        advance=window.menus.mark.advance.isChecked(),
        folder=window.folders.current(),
        theme=window.theme,
        model_line=window.browsing.model_line,
        limits=window.model.limits.limits(),
        sidecars=window.sidecars.settings(),
    )
