"""What the viewer is told from the window's rows."""

from PySide6.QtGui import QImage

from curator.core.live import LiveColumns
from curator.gui.viewer.about import about_rows
from tests.helpers.gallery import make_columns


def test_names_sizes_and_scores_are_those_of_the_rows() -> None:
    columns = make_columns(8, waiting=(3,))
    columns.scores[0, 1] = 1.314
    live, key = [LiveColumns(columns)], ["clarity"]
    about = about_rows(lambda: live[0], lambda image_id: QImage(), lambda: key[0])
    assert (about.name(2), about.size(2), about.badge(2)) == (
        "picture 000002.png",
        (832, 1216),
        "Clarity 1.31",
    )
    assert about.bytes(2) == 832 * 1216 * 16 // 3
    assert about.badge(3) == "", "it has no score yet"
    assert (about.name(77), about.size(77), about.badge(77)) == ("", (0, 0), "")
    key[0] = "name"
    assert about.badge(2) == ""
    live[0] = LiveColumns(make_columns(3, first_id=90))
    assert about.name(91) == "picture 000091.png"
    assert about.name(2) == ""
