"""The model in the real window on the real session: a Hub on this machine, real files, real threads."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options, RaterLimits
from curator.gui.window_state import WindowState, save_state
from curator.pipeline.events import RaterChanged, RaterState, SelfChecked
from tests.gui.model_values import WRONG
from tests.helpers.hands import OFFSCREEN, click
from tests.helpers.hub_server import MODEL, PROCESSOR, HubServer, example_hub
from tests.helpers.pictures import write_png
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

pytestmark = OFFSCREEN
PATIENCE_MS = 20_000
OpenDesktop = Callable[..., Desktop]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with example_hub(tmp_path, tmp_path / "cache", monkeypatch) as server:
        yield server


@pytest.fixture
def open_desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[OpenDesktop]:
    opened: list[Desktop] = []

    def open_one(model: str = MODEL, processor: str = PROCESSOR, rater: str = "pixels") -> Desktop:
        desktop = build(Options(tmp_path / "library", rater, model, processor, device="cpu"))
        opened.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.start()
        return desktop

    yield open_one
    for desktop in opened:
        desktop.stop()


def shown(desktop: Desktop) -> str:
    return desktop.window.model.files.text.toPlainText()


def button(desktop: Desktop, text: str) -> QPushButton | None:
    buttons = desktop.window.model.files.buttons
    return next((one for one in buttons if one.isVisible() and one.text() == text), None)


def press(qtbot: QtBot, desktop: Desktop, text: str) -> None:
    qtbot.waitUntil(lambda: button(desktop, text) is not None, timeout=PATIENCE_MS)
    found = button(desktop, text)
    assert found is not None
    click(found)


def test_the_model_is_got_paused_gone_on_with_and_removed(
    qtbot: QtBot, hub: HubServer, open_desktop: OpenDesktop, tmp_path: Path
) -> None:
    desktop = open_desktop()
    desktop.window.menus.show_model.trigger()
    hub.faults.per_second = 300_000
    press(qtbot, desktop, "Get the model…")
    qtbot.waitUntil(lambda: shown(desktop).startswith("Get "), timeout=PATIENCE_MS)
    assert "free on the disk" in shown(desktop)
    assert not (tmp_path / "cache").exists(), "nothing comes before it was confirmed"
    press(qtbot, desktop, "Get it")
    qtbot.waitUntil(
        lambda: desktop.window.strip.model_button.text()[-1:] == "%" and "/s" in shown(desktop),
        timeout=PATIENCE_MS,
    )
    press(qtbot, desktop, "Pause")
    qtbot.waitUntil(lambda: shown(desktop).startswith("Paused at"), timeout=PATIENCE_MS)
    hub.faults.per_second = None
    press(qtbot, desktop, "Resume")
    qtbot.waitUntil(lambda: "is on this machine" in shown(desktop), timeout=PATIENCE_MS)
    assert not desktop.window.strip.model_button.isVisible()
    assert list((tmp_path / "cache").rglob("model.safetensors"))
    press(qtbot, desktop, "Remove…")
    press(qtbot, desktop, "Remove")
    qtbot.waitUntil(lambda: button(desktop, "Get the model…") is not None, timeout=PATIENCE_MS)
    assert shown(desktop) == f"{MODEL} is not on this machine."
    assert not list((tmp_path / "cache").rglob("model.safetensors"))


def test_a_hub_that_refuses_is_told_and_asked_again(
    qtbot: QtBot, hub: HubServer, open_desktop: OpenDesktop
) -> None:
    desktop = open_desktop("someone/absent")
    desktop.window.menus.show_model.trigger()
    press(qtbot, desktop, "Get the model…")
    qtbot.waitUntil(lambda: "The Hub has no someone/absent" in shown(desktop), timeout=PATIENCE_MS)
    asked = len(hub.requests)
    press(qtbot, desktop, "Try again")
    qtbot.waitUntil(lambda: button(desktop, "Try again") is not None, timeout=PATIENCE_MS)
    assert len(hub.requests) > asked


def test_the_panel_tells_which_rules_the_real_rater_goes_by(qtbot: QtBot, open_desktop: OpenDesktop) -> None:
    desktop = open_desktop()
    desktop.window.menus.show_model.trigger()
    rules = desktop.session.service.desk.rules
    name = desktop.window.model.rubric.name
    qtbot.waitUntil(lambda: name.toPlainText() == f"rules.csv · {rules.sha256[:8]}", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: desktop.window.model.state.text() == "Ready", timeout=PATIENCE_MS)
    assert not desktop.window.model.rater_button.isVisible(), "the pixel measures hold no device"


def test_events_of_the_rater_reach_the_window_from_another_thread(
    qtbot: QtBot, open_desktop: OpenDesktop
) -> None:
    desktop = open_desktop()
    window, events = desktop.window, desktop.session.service.events
    qtbot.waitUntil(lambda: window.model.state.text() == "Ready", timeout=PATIENCE_MS)
    desktop.session._do(lambda: events.publish(SelfChecked(WRONG)))
    qtbot.waitUntil(window.pane.notices.isVisible, timeout=PATIENCE_MS)
    assert len(window.model.check.lines) == 3
    desktop.session._do(lambda: events.publish(RaterChanged(RaterState.LOST, "The GPU is gone.")))
    qtbot.waitUntil(lambda: window.strip.rater_button.text() == "Restart rater", timeout=PATIENCE_MS)
    click(window.strip.rater_button)
    qtbot.waitUntil(lambda: window.model.state.text() == "Ready", timeout=PATIENCE_MS)


def test_remembered_limits_count_from_the_first_load_on(qtbot: QtBot, open_desktop: OpenDesktop) -> None:
    save_state(WindowState(limits=RaterLimits(None, 8.0)))
    desktop = open_desktop()
    seat = desktop.session.service.desk.seat
    qtbot.waitUntil(lambda: desktop.window.model.state.text() == "Ready", timeout=PATIENCE_MS)
    assert seat.limits == RaterLimits(None, 8.0)
    desktop.window.model.limits.idle.setValue(3)
    assert wait_until(lambda: seat.limits == RaterLimits(3.0, 8.0))


def test_a_real_model_is_loaded_checked_released_and_loaded_again(
    qtbot: QtBot, open_desktop: OpenDesktop, tmp_path: Path
) -> None:
    tiny = str(write_tiny_checkpoint(tmp_path / "tiny"))
    write_png(tmp_path / "a.png", seed=1)
    desktop = open_desktop(tiny, tiny, "qwen")
    window, model = desktop.window, desktop.window.model
    window.menus.show_model.trigger()
    desktop.session.rate_files([tmp_path / "a.png"])
    loading: list[str] = []
    desktop.session.rater_changed.connect(lambda _told: loading.append(window.strip.rater.text()))
    qtbot.waitUntil(lambda: len(model.check.lines) > 0, timeout=90_000)
    assert any(text.startswith("Loading qwen on cpu") for text in loading)
    assert model.state.text() == "Ready"
    assert button(desktop, "Remove…") is None, "a folder of the user's stays"
    assert window.strip.rater_button.text() == "Unload model"
    click(window.strip.rater_button)
    qtbot.waitUntil(lambda: window.strip.text.text().startswith("Model unloaded"), timeout=PATIENCE_MS)
    click(model.rater_button)
    qtbot.waitUntil(lambda: model.state.text() == "Ready", timeout=90_000)
    assert window.strip.rater_button.text() == "Unload model"
    qtbot.waitUntil(lambda: (desktop.session.columns.rated_at > 0).sum() == 1, timeout=90_000)
