"""What the inspector says of the generator, what can be copied of it, and the raw texts behind it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator.core.generation import Generation, limited
from curator.gui.generation.block import GenerationBlock
from curator.gui.generation.folded_text import LINES, FoldedText
from curator.gui.generation.raw_text import LONGEST_LINE, raw_text
from curator.gui.generation.raw_view import RawView
from curator.gui.generation.words import NOT_READ, NOTHING, all_text, settings_text
from curator.gui.main_window import MainWindow
from curator.images.generation.block import Block
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import MemorySession, details_at

pytestmark = OFFSCREEN
TOLD = Generation(
    generator="ComfyUI",
    prompt="a <b>castle</b>,\nat dawn",
    negative_prompt="people",
    model="dream_v8",
    loras=("ink", "detail"),
    seed=2**64 - 1,
    steps=30,
    sampler="euler",
    cfg=6.5,
    width=640,
    height=832,
)


@pytest.fixture
def block(qtbot: QtBot) -> GenerationBlock:
    block = GenerationBlock()
    qtbot.addWidget(block)
    block.resize(300, 600)
    block.show()
    qtbot.waitExposed(block)
    return block


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_everything_that_was_written_is_shown_as_it_is(block: GenerationBlock) -> None:
    block.set_generation(TOLD)
    assert block.maker.toPlainText() == "ComfyUI · dream_v8"
    assert block.prompt.text.toPlainText() == "a <b>castle</b>,\nat dawn"
    assert block.negative.text.toPlainText() == "people"
    assert block.loras.toPlainText() == "LoRA: ink, detail"
    settings = "Seed 18446744073709551615 · 30 steps · euler · CFG 6.5 · 640 × 832"
    assert block.settings.toPlainText() == settings
    assert not block.note.isVisible()


def test_what_is_not_known_takes_no_room(block: GenerationBlock) -> None:
    block.set_generation(Generation(steps=1, cfg=7.0, width=640))
    assert block.settings.toPlainText() == "1 step · CFG 7"
    hidden = (block.maker, block.prompt, block.negative, block.loras, block.note)
    assert not any(widget.isVisible() for widget in hidden)
    assert (block.copy_prompt.isEnabled(), block.copy_seed.isEnabled()) == (False, False)
    assert block.copy_all.isEnabled()
    assert settings_text(Generation(seed=0)) == "Seed 0"


def test_why_there_is_nothing_is_said(block: GenerationBlock) -> None:
    assert block.note.toPlainText() == NOT_READ
    block.set_generation(Generation())
    assert block.note.toPlainText() == NOTHING
    assert not block.raw_button.isVisible()
    block.set_generation(Generation(note="The block “prompt” is cut short."))
    assert block.note.toPlainText() == "The block “prompt” is cut short."
    assert block.raw_button.isVisible()
    assert not block.copy_all.isEnabled()


def test_prompt_seed_and_all_can_be_copied(block: GenerationBlock) -> None:
    block.set_generation(TOLD)
    click(block.copy_prompt)
    assert clipboard() == TOLD.prompt
    click(block.copy_seed)
    assert clipboard() == "18446744073709551615"
    click(block.copy_all)
    assert clipboard() == all_text(TOLD)
    assert all_text(TOLD).split("\n") == [
        "Prompt: a <b>castle</b>,",
        "at dawn",
        "Negative prompt: people",
        "Generator: ComfyUI",
        "Model: dream_v8",
        "LoRA: ink, detail",
        "Seed: 18446744073709551615",
        "Steps: 30",
        "Sampler: euler",
        "CFG: 6.5",
        "Size: 640 × 832",
    ]


def test_the_keyboard_reaches_texts_and_buttons(qtbot: QtBot, block: GenerationBlock) -> None:
    block.set_generation(TOLD)
    block.activateWindow()
    block.maker.setFocus()
    qtbot.waitUntil(block.maker.hasFocus)
    met: list[QWidget | None] = []
    for _ in range(8):
        met.append(block.focusWidget())
        focus = block.focusWidget()
        assert focus is not None
        key(focus, Qt.Key.Key_Tab)
    texts = (block.maker, block.prompt.text, block.negative.text, block.loras, block.settings)
    assert met == [*texts, block.copy_prompt, block.copy_seed, block.copy_all]
    assert all(widget.accessibleName() for widget in texts)


def test_a_long_text_is_folded_until_more_is_wanted(qtbot: QtBot) -> None:
    folded = FoldedText("Prompt")
    qtbot.addWidget(folded)
    folded.resize(200, 400)
    folded.show()
    folded.set_text("a castle")
    assert not folded.more_button.isVisible()
    folded.set_text("a castle at dawn " * 40)
    most = LINES * folded.text.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: folded.text.height() == most)
    assert folded.more_button.text() == "More"
    assert folded.more_button.accessibleName() == "More of the text: Prompt"
    click(folded.more_button)
    assert folded.text.height() > 2 * most
    click(folded.more_button)
    assert folded.text.height() == most
    click(folded.more_button)
    folded.set_text("another one " * 60)
    assert folded.text.height() == most
    folded.set_text("")
    assert not folded.isVisible()


def test_raw_texts_are_readable() -> None:
    text = raw_text(
        (
            Block("prompt", '{"3": {"class_type": "KSampler"}}'),
            Block("parameters", "a castle\u202e\nSteps: 20", "It is cut short."),
            Block("broken", '{"3": '),
        )
    )
    assert text.split("\n") == [
        "── prompt ──",
        "{",
        '  "3": {',
        '    "class_type": "KSampler"',
        "  }",
        "}",
        "",
        "── parameters ──",
        "(It is cut short.)",
        "a castle\\u202e",
        "Steps: 20",
        "",
        "── broken ──",
        '{"3": ',
    ]
    assert raw_text(()) == "There is no text in this file."
    lines = raw_text((Block("x", "a" * (LONGEST_LINE * 2 + 1)),)).split("\n")[1:]
    assert [len(line) for line in lines] == [LONGEST_LINE, LONGEST_LINE, 1]


def test_of_long_texts_the_beginning_is_shown(qtbot: QtBot) -> None:
    nested = "[" + ",".join("[" * 300 + "]" * 300 for _ in range(1700)) + "]"
    for text in (nested, "a" * 2**20, "a\n" * 2**19):
        lines = raw_text((Block("x", text), Block("y", "b"))).split("\n")
        assert lines[-1].startswith("… Only the first 1,048,576 characters or 20,000 lines")
        assert sum(map(len, lines)) < 2**20 + 200
        assert len(lines) < 20_010
    block = GenerationBlock()
    qtbot.addWidget(block)
    block.set_generation(limited(Generation(prompt="fog, " * 20_000)))
    assert block.prompt.text.toPlainText().endswith("… (65,536 characters in all)")
    assert block.note.toPlainText() == "Only the first 65,536 characters of the prompt are kept."


def test_words_are_found_in_the_raw_text(qtbot: QtBot) -> None:
    view = RawView()
    qtbot.addWidget(view)
    view.show_text("fog.png", "one castle\ntwo Castle\nthree")
    assert view.windowTitle() == "Raw data of fog.png"
    assert not view.next_button.isEnabled()
    qtbot.keyClicks(view.search, "castle")
    assert (view.text.textCursor().blockNumber(), view.text.textCursor().selectedText()) == (0, "castle")
    click(view.next_button)
    assert view.text.textCursor().selectedText() == "Castle"
    key(view.search, Qt.Key.Key_Return)
    assert view.text.textCursor().blockNumber() == 0
    click(view.previous_button)
    assert view.text.textCursor().blockNumber() == 1
    qtbot.keyClicks(view.search, "s")
    assert view.found.text() == "Not found"
    view.search.clear()
    assert view.found.text() == ""
    view.text.setFocus()
    qtbot.waitUntil(view.text.hasFocus)
    key(view.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(view.search.hasFocus)


def test_the_inspector_shows_it_and_asks_for_the_raw_data(
    qtbot: QtBot, window: MainWindow, session: MemorySession
) -> None:
    details = replace(details_at(session.columns, 0), generation=TOLD)
    window.inspecting.show(details.id)
    session.details_ready.emit(details, None)
    block = window.inspector.generation
    assert block.maker.toPlainText() == "ComfyUI · dream_v8"
    block.raw_button.click()
    assert session.calls[-1] == ("request_raw", details.id)
    session.raw_ready.emit("fog.png", "── prompt ──")
    (view,) = window.inspector.findChildren(RawView)
    qtbot.waitUntil(view.isVisible)
    assert view.text.toPlainText() == "── prompt ──"
    view.close()
