from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from curator.core.paths import default_rules
from curator.core.records import DimensionScore, ImageDetails
from curator.core.rules import Dimension, Option, read_rules
from curator.gui.inspector import Inspector, facts_text
from curator.gui.parts.score_bar import ScoreBar
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN
DETAILS = ImageDetails(
    id=7,
    path=Path("/pictures/outputs/fog-<b>1.png"),
    content="0" * 64,
    format="PNG",
    width=1024,
    height=768,
    bytes=1_449_000,
    modified=1_795_000_000.0,
    rated_at=1_795_000_100.0,
    failure=None,
    stars=0,
    flag="",
    label="",
    scores={
        "clarity": DimensionScore(1.31, 1, (0.12, 0.45, 0.43)),
        "emotion": DimensionScore(1.9, 2),
    },
)


@pytest.fixture
def inspector(qtbot: QtBot) -> Inspector:
    inspector = Inspector(read_rules(default_rules()))
    qtbot.addWidget(inspector)
    inspector.resize(320, 800)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def picture(color: str = "#ff0000") -> QImage:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def test_it_says_what_to_do_while_there_is_no_picture(inspector: Inspector) -> None:
    assert inspector.hint.isVisible()
    assert not inspector.picture.isVisible()
    inspector.show_details(DETAILS, picture())
    assert not inspector.hint.isVisible()
    inspector.clear()
    assert inspector.hint.isVisible()
    assert inspector.image_id is None


def test_scores_stand_as_number_place_and_option_word(inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture())
    clarity, emotion = inspector.bars["clarity"], inspector.bars["emotion"]
    assert clarity.number.text() == "1.31"
    assert clarity.line.score == pytest.approx(1.31)
    assert (clarity.words.chosen, clarity.words.details) == (1, ("12%", "45%", "43%"))
    assert clarity.accessibleName() == "Clarity: 1.31, Normal"
    assert (emotion.words.chosen, emotion.words.details) == (2, ())


def test_a_missing_score_says_why(inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture())
    bar = inspector.bars["richness"]
    assert bar.number.text() == "not rated"
    inspector.set_rated_dimensions(("clarity",))
    assert bar.number.text() == "needs the model"
    assert not bar.line.isVisible()
    inspector.set_rated_dimensions(inspector.bars)
    inspector.show_details(replace(DETAILS, rated_at=None, scores={}), picture())
    assert bar.number.text() == "waiting"


def test_a_failure_stands_in_place_and_can_be_tried_again(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(replace(DETAILS, failure="The file ends too early.", scores={}), None)
    assert inspector.failure.toPlainText() == "Not rated: The file ends too early."
    assert inspector.picture.words == "This picture can't be shown"
    with qtbot.waitSignal(inspector.retry_requested) as told:
        click(inspector.retry_button)
    assert told.args == [7]
    inspector.show_details(DETAILS, picture())
    assert not inspector.failure.isVisible()
    assert not inspector.retry_button.isVisible()


def test_names_are_shown_as_they_are_and_can_be_copied(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture())
    assert inspector.name.toPlainText() == "fog-<b>1.png"
    inspector.name.selectAll()
    assert inspector.name.textCursor().selectedText() == "fog-<b>1.png"


def test_a_long_name_takes_more_lines_instead_of_width(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture())
    one_line = inspector.name.height()
    inspector.show_details(replace(DETAILS, path=Path("/pictures") / ("x" * 200 + ".png")), picture())
    qtbot.waitUntil(lambda: inspector.name.height() > 3 * one_line)
    assert inspector.name.width() <= inspector.width()
    assert inspector.name.verticalScrollBar().maximum() == 0


def test_undecodable_bytes_are_shown_as_escapes(inspector: Inspector) -> None:
    inspector.show_details(replace(DETAILS, path=Path("/pictures/caf\udce9.png")), picture())
    assert inspector.name.toPlainText() == "caf\\xe9.png"


def test_the_picture_is_as_high_as_its_width_and_shape_ask_for(qtbot: QtBot, inspector: Inspector) -> None:
    view = inspector.picture
    inspector.show_details(DETAILS, picture())
    qtbot.waitUntil(lambda: view.height() == view.heightForWidth(view.width()) > 200)
    narrow = view.height()
    inspector.resize(480, 900)
    qtbot.waitUntil(lambda: view.height() > narrow + 100)
    assert abs(view.height() - (view.width() - 16) * 3 / 4) < 20
    inspector.show_details(DETAILS, picture().scaled(480, 960))
    qtbot.waitUntil(lambda: view.height() == 405)
    inspector.resize(480, 500)
    qtbot.waitUntil(lambda: view.height() == 225)
    inspector.show_details(DETAILS, None)
    qtbot.waitUntil(lambda: view.height() < 120)


def test_bars_below_the_fold_are_reached_by_keyboard(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture())
    inspector.resize(320, 300)
    inspector.activateWindow()
    area = inspector.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.focusPolicy() & Qt.FocusPolicy.TabFocus
    area.setFocus()
    qtbot.waitUntil(area.hasFocus)
    key(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0


@pytest.mark.parametrize(
    ("own", "pressed", "wanted"),
    [
        (None, Qt.Key.Key_Left, [0]),
        (None, Qt.Key.Key_Space, [1]),
        (2, Qt.Key.Key_Left, [1]),
        (2, Qt.Key.Key_Right, []),
        (2, Qt.Key.Key_Return, [2]),
        (2, Qt.Key.Key_Home, [0]),
    ],
)
def test_the_own_level_is_given_with_the_keyboard(
    inspector: Inspector, qtbot: QtBot, own: int | None, pressed: Qt.Key, wanted: list[int]
) -> None:
    """The predicted one is 1; the own one once more takes it back."""
    levels = {} if own is None else {"clarity": own}
    inspector.show_details(replace(DETAILS, levels=levels), picture())
    bar, asked = inspector.bars["clarity"], list[int]()
    bar.level_wanted.connect(asked.append)
    inspector.set_rated_dimensions({"clarity", "emotion"})
    inspector.activateWindow()
    last = inspector.marks.labels["purple"]
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    key(last, Qt.Key.Key_Tab)
    assert bar.words.hasFocus()
    assert bar.words.accessibleName() == f"Clarity, my level: {'none' if own is None else 'Clear'}"
    key(bar.words, pressed)
    assert asked == wanted


def test_every_text_says_what_it_is(inspector: Inspector) -> None:
    texts = (inspector.name, inspector.folder, inspector.facts, inspector.failure)
    assert len({text.accessibleName() for text in texts} - {""}) == 4


def test_a_long_name_of_a_dimension_leaves_the_number_in_reach(qtbot: QtBot) -> None:
    key = "<b>composition of the foreground & the background as seen from afar"
    words = ("<i>Few", "Some", "Many")
    options = tuple(Option(level - 1, level, word, "") for level, word in enumerate(words))
    bar = ScoreBar(Dimension(key, "Composition", options))
    qtbot.addWidget(bar)
    bar.set_score(DimensionScore(1.31, 1, (0.12, 0.45, 0.43)))
    assert bar.minimumSizeHint().width() < 160
    bar.resize(200, 60)
    bar.show()
    assert bar.rect().contains(bar.number.geometry())
    assert bar.number.width() >= bar.number.sizeHint().width()
    for widget in (bar, bar.name):
        assert "&lt;b&gt;" in widget.toolTip().lower()
        assert "&lt;i&gt;Few" in widget.toolTip()


def test_a_small_picture_is_never_enlarged(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture().scaled(64, 128))
    qtbot.waitUntil(lambda: inspector.picture.height() == 144)


def test_a_reason_keeps_bytes_that_are_no_text(inspector: Inspector) -> None:
    inspector.show_details(replace(DETAILS, failure="caf\udce9.png ends early.", scores={}), None)
    assert inspector.failure.toPlainText() == "Not rated: caf\\xe9.png ends early."


def test_the_picture_fills_its_room_in_its_own_colour(qtbot: QtBot, inspector: Inspector) -> None:
    inspector.show_details(DETAILS, picture("#336699"))
    qtbot.waitUntil(lambda: inspector.picture.width() > 200)
    image = inspector.picture.grab().toImage()
    assert image.pixelColor(image.rect().center()).name() == "#336699"
    assert image.pixelColor(2, 2).name() != "#336699"


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({}, "1024 × 768 PNG · 1.4 MB"),
        ({"width": None, "height": None}, "PNG · 1.4 MB"),
        ({"width": None, "height": None, "format": None, "bytes": 12}, "12 bytes"),
    ],
)
def test_facts_are_told_as_far_as_they_are_known(changes: dict[str, int | None], facts: str) -> None:
    assert facts_text(replace(DETAILS, **changes)).startswith(f"{facts} · 20")  # type: ignore[arg-type]  # by name
