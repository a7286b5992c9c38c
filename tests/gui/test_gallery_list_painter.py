"""What a line of the list really looks like."""

import gc
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from curator.gui.gallery.geometry import Box
from curator.gui.listing.arranged import Span
from curator.gui.listing.list_columns import ListColumn, list_columns
from curator.gui.listing.painter import ListRowPainter, line_height
from curator.gui.parts.colors import contrast, failure_color, neutral, score_color
from curator.gui.parts.theme import palette, tones

pytestmark = pytest.mark.usefixtures("qapp")
SCHEMES = [Qt.ColorScheme.Light, Qt.ColorScheme.Dark]
WIDTH, HEIGHT = 400, 40
Pixels = NDArray[np.uint8]


def span(key: str, width: int = 120, x: int = 0) -> Span:
    columns = {column.key: column for column in list_columns(("clarity",))}
    column: ListColumn = columns[key]
    return Span(column, x, width)


def lines(scheme: Qt.ColorScheme = Qt.ColorScheme.Dark, ratio: float = 1.0) -> ListRowPainter:
    return ListRowPainter(palette(tones(scheme)), QFont(), HEIGHT, ratio)


def drawn(
    painter: ListRowPainter,
    texts: Sequence[str] = (),
    spans: Sequence[Span] = (),
    image: QImage | None = None,
    *,
    x: int = 0,
    ratio: float = 1.0,
    **marks: bool,
) -> Pixels:
    """[height, width, 3] of a view in which the line begins at x."""
    paper = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    paper.setDevicePixelRatio(ratio)
    paper.fill(painter.surround)
    pen = QPainter(paper)
    painter.paint(pen, Box(x, 0, WIDTH - x, HEIGHT), texts, spans, image, **marks)
    pen.end()
    rows = np.frombuffer(paper.constBits(), np.uint8).reshape(paper.height(), paper.bytesPerLine())
    return rows.reshape(paper.height(), -1, 4)[:, :, 2::-1].copy()


def where(pixels: Pixels, color: QColor) -> NDArray[np.intp]:
    """[n, 2] rows and columns of the pixels of exactly that colour."""
    return np.argwhere((pixels == (color.red(), color.green(), color.blue())).all(axis=2))


def ink(painter: ListRowPainter, pixels: Pixels) -> NDArray[np.intp]:
    """Columns in which anything is drawn, apart from the hairline."""
    ground = painter.surround
    differs = (pixels[: HEIGHT - 1] != (ground.red(), ground.green(), ground.blue())).any(axis=2)
    return np.flatnonzero(differs.any(axis=0))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_can_be_read_selected_or_not(scheme: Qt.ColorScheme) -> None:
    painter = lines(scheme)
    for ground in (painter.surround, painter.chosen):
        for color in (painter.text, painter.quiet, painter.red):
            assert contrast(color, ground) >= 4.5
        assert contrast(painter.accent, ground) >= 3


def test_a_score_stands_right_with_a_mark_in_the_colour_of_the_map() -> None:
    painter = lines()
    places = []
    for text in ("0.00", "1.00", "2.00"):
        pixels = drawn(painter, [text], [span("score:clarity", x=8)])
        mark = where(pixels, score_color(float(text)))
        assert len(mark) == 4 * 7
        places.append(mark[:, 1].mean())
        assert ink(painter, pixels).max() < 8 + 120 - 8
        assert ink(painter, pixels).max() >= 8 + 120 - 8 - 3
    assert places[0] < 8 + 8 + 6
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=1)
    assert score_color(0) != painter.quiet, "the mark's outline"


def test_half_a_number_is_never_shown_and_no_rail_where_there_is_no_room() -> None:
    painter = lines()
    fits = drawn(painter, ["1.23"], [span("score:clarity", 56)])
    assert len(where(fits, score_color(1.23))) == 0
    small = drawn(painter, ["1.23"], [span("score:clarity", 40)])
    assert (small == drawn(painter, ["0.70"], [span("score:clarity", 40)])).all()
    assert not (fits == drawn(painter, ["0.70"], [span("score:clarity", 56)])).all()


def test_texts_stay_within_their_columns() -> None:
    painter, long = lines(), "many words " * 30
    for key in ("name", "folder", "label", "state", "stars", "flag", "size"):
        texts = {"stars": "5", "flag": "reject"}
        pixels = drawn(painter, [texts.get(key, long)], [span(key, 72, x=100)], failed=True)
        columns = ink(painter, pixels)
        assert len(columns)
        assert columns.min() >= 100
        assert columns.max() < 172


def test_a_name_keeps_both_ends() -> None:
    painter = lines()

    def name(text: str) -> bytes:
        return drawn(painter, [text], [span("name", 120)]).tobytes()

    middle = "with a very long name that nobody reads"
    assert name(f"fog {middle} 0001.png") != name(f"fog {middle} 0002.png")
    assert name(f"fog {middle} 0001.png") != name(f"art {middle} 0001.png")


def test_markup_is_drawn_as_it_is() -> None:
    painter = lines()
    plain = drawn(painter, ["bold"], [span("label")])
    assert not (drawn(painter, ["<b>bold</b>"], [span("label")]) == plain).all()
    assert len(ink(painter, drawn(painter, ["<b></b>"], [span("label")])))


def test_stars_and_flags_are_drawn_in_the_colour_of_text() -> None:
    painter = lines(Qt.ColorScheme.Light)
    counts = [len(where(drawn(painter, [str(n)], [span("stars")]), painter.text)) for n in range(1, 6)]
    assert counts == [counts[0] * n for n in range(1, 6)]
    assert counts[0] > 30
    pick = drawn(painter, ["pick"], [span("flag")])
    reject = drawn(painter, ["reject"], [span("flag")])
    assert len(where(pick, painter.text)) > 30
    assert not (pick == reject).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_a_failure_is_red(scheme: Qt.ColorScheme) -> None:
    painter = lines(scheme)
    spans = [span("picture", 40), span("name", 120, 40), span("state", 200, 160)]
    calm = drawn(painter, ["", "a.png", "waiting"], spans)
    red = failure_color(painter.surround)
    assert len(where(calm, red)) == 0
    failed = drawn(painter, ["", "a.png", "failed: no picture"], spans, failed=True)
    reddish = failed[:, :, 0].astype(int) - failed[:, :, 1] > 30
    for left, right in ((0, 40), (40, 64), (160, 360)):
        assert len(where(failed[:, left:right], red))
        assert reddish[:, left:right].sum() > 30
    assert not reddish[:, 64:160].any(), "the name itself stays as it is"


def test_selection_and_current_line_are_marked_wherever_it_is_scrolled() -> None:
    painter = lines()
    for x in (0, -150):
        calm, chosen = drawn(painter, x=x), drawn(painter, x=x, selected=True)
        assert len(where(calm, painter.accent)) == len(where(calm, painter.chosen)) == 0
        assert len(where(chosen, painter.accent)) == 4 * (HEIGHT - 1)
        assert len(where(chosen, painter.chosen)) == (WIDTH - 4) * (HEIGHT - 1)
        quiet, active = drawn(painter, x=x, current=True), drawn(painter, x=x, current=True, active=True)
        assert len(where(active, painter.text)) > 2 * 2 * (WIDTH - 4)
        assert len(where(active, painter.text)) > 1.9 * len(where(quiet, painter.quiet))
        assert (where(active, painter.text)[:, 1] == 0).sum() > HEIGHT - 4


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_a_thumbnail_is_painted_pixel_for_pixel_and_the_hairline_is_one_pixel(ratio: float) -> None:
    painter = lines(ratio=ratio)
    assert painter.pixels == round(32 * ratio)
    image = QImage(painter.pixels, painter.pixels // 2, QImage.Format.Format_RGB32)
    color = QColor(12, 200, 99)
    image.fill(color)
    pixels = drawn(painter, [""], [span("picture", 40, x=3)], image, ratio=ratio)
    found = where(pixels, color)
    assert len(found) == painter.pixels * (painter.pixels // 2)
    beside = pixels[:, round(100 * ratio)]
    ground = (painter.surround.red(), painter.surround.green(), painter.surround.blue())
    assert np.flatnonzero((beside != ground).any(axis=1)).tolist() == [round(HEIGHT * ratio) - 1]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_pictures_lie_on_whole_device_pixels(ratio: float) -> None:
    painter = lines(ratio=ratio)
    for shape in ((1000, 1000), (333, 1000), (1000, 1), (3, 2)):
        place = painter._shape(23.5, 20, *shape)
        edges = [edge * ratio for edge in (place.left(), place.top(), place.width(), place.height())]
        assert edges == pytest.approx([round(edge) for edge in edges])
        assert max(edges[2:]) == pytest.approx(painter.pixels)


def test_an_image_of_another_size_and_none_at_all_have_their_place() -> None:
    painter = lines()
    image = QImage(300, 100, QImage.Format.Format_RGB32)
    image.fill(QColor(12, 200, 99))
    found = where(drawn(painter, [""], [span("picture", 40)], image), QColor(12, 200, 99))
    assert tuple(found.max(axis=0) - found.min(axis=0) + 1) == (11, 32)
    assert ink(painter, drawn(painter, [""], [span("picture", 40)])).tolist() == list(range(4, 36))


def test_the_surroundings_have_no_tint(qapp: QApplication) -> None:
    tinted = QPalette()
    tinted.setColor(QPalette.ColorRole.Dark, QColor(40, 30, 20))
    painter = ListRowPainter(tinted, QFont(), HEIGHT, 1.0)
    assert painter.surround == neutral(QColor(40, 30, 20))


def test_lines_grow_with_the_cells() -> None:
    cells = (1, 96, 192, 240, 320, 999)
    assert [line_height(cell, QFont()) for cell in cells] == [32, 32, 40, 64, 96, 96]


def test_lines_are_never_lower_than_their_text() -> None:
    large = QFont()
    large.setPixelSize(60)
    assert line_height(96, large) >= 60
    assert line_height(96, large) % 8 == 0


def test_painting_leaves_nothing_behind() -> None:
    painter = lines()
    spans = [span("name", 120), span("score:clarity", 120, 120)]
    for at in range(9000):
        painter._middles.text(f"picture {at}", 100)
    assert len(painter._middles._kept) <= 4096
    drawn(painter, ["a", "1.00"], spans)
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        drawn(painter, ["a", "1.00"], spans)
    gc.collect()
    assert len(gc.get_objects()) - before < 20
