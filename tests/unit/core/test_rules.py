"""Reading a rubric: the shipped one, ones that people write, and ones that are refused by line."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curator.core.errors import RulesError
from curator.core.paths import default_rules
from curator.core.rules import (
    NOTHING,
    RESERVED,
    UNRATED,
    Dimension,
    Option,
    Rubric,
    column_name,
    read_rules,
)

HEADER = "Dimension,Score,Option,Description\n"
CLARITY = "Overall Clarity (clarity),1,Clear,Sharp.\n,0,Normal,Between.\n,-1,Blurry,Soft.\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "rules.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def refusal(folder: Path, text: str | bytes) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(RulesError) as caught:
        read_rules(written(folder, text))
    assert str(folder / "rules.csv") in str(caught.value)
    return str(caught.value)


def test_the_shipped_rubric_has_eighteen_dimensions_of_which_eleven_are_rated() -> None:
    rubric = read_rules(default_rules())
    assert len(rubric.dimensions) == 18
    assert rubric.keys == (
        "background",
        "clarity",
        "color aesthetic",
        "color brightness",
        "detail realism",
        "detail refinement",
        "emotion",
        "lighting distinction",
        "main object",
        "object pairing",
        "richness",
    )
    assert {dimension.key for dimension in rubric.dimensions} - set(rubric.keys) == UNRATED


def test_the_shipped_rubric_describes_every_option_differently() -> None:
    described = [
        option.description
        for dimension in read_rules(default_rules()).dimensions
        for option in dimension.options
    ]
    assert len(described) == len(set(described)) == 81
    assert all(text.endswith(".") and "\n" not in text for text in described)


def test_the_shipped_rubric_has_the_scores_and_labels_the_model_was_trained_with(shared: Path) -> None:
    ours, theirs = read_rules(default_rules()), read_rules(shared / "data" / "rules-original.csv")
    assert _outline(ours) == _outline(theirs)
    assert ours.digest != theirs.digest


def _outline(rubric: Rubric) -> list[tuple[str, str, list[tuple[int, str]]]]:
    return [(d.key, d.name, [(o.score, o.label) for o in d.options]) for d in rubric.dimensions]


def test_no_description_repeats_the_one_the_model_was_trained_with(shared: Path) -> None:
    ours, theirs = read_rules(default_rules()), read_rules(shared / "data" / "rules-original.csv")
    told = {option.description for dimension in theirs.dimensions for option in dimension.options}
    assert not told & {option.description for dimension in ours.dimensions for option in dimension.options}


def test_levels_are_the_signs_of_the_scores(tmp_path: Path) -> None:
    text = HEADER + "Detail (detail),2,Fine,a\n,1,Good,b\n,0,Plain,c\n,-1,Rough,d\n,-4,Broken,e\n"
    (dimension,) = read_rules(written(tmp_path, text)).dimensions
    assert [(option.score, option.level) for option in dimension.options] == [
        (2, 2),
        (1, 2),
        (0, 1),
        (-1, 0),
        (-4, 0),
    ]


def test_words_are_the_labels_nearest_to_the_middle_and_plain_words_where_there_is_none() -> None:
    dimension = read_rules(default_rules()).dimension("detail refinement")
    assert dimension.words == ("Rough", "Normal", "Refined")
    tidy = Dimension("tidy", "Tidy", (Option(3, 2, " Very ", "a"), Option(1, 2, " Quite ", "b")))
    assert tidy.words == ("low", "middle", "Quite")


def test_a_dimension_is_found_by_its_key() -> None:
    rubric = read_rules(default_rules())
    assert rubric.dimension("color brightness").name == "Brightness"
    assert rubric.dimension("safety").options[0].label == "Safe"
    with pytest.raises(KeyError):
        rubric.dimension("Brightness")


def test_the_quirks_of_the_published_file_are_read(tmp_path: Path) -> None:
    text = (
        "\ufeff Dimension , Score,Option ,Description\r\n"
        "Color Aesthetics(color aesthetic),1,Beautiful colors,  The palette pleases.  \r\n"
        ",0, Normal,So so.\r\n"
        '"Light (lighting)）(More, in brackets.)",1.0,Lit,"One line,\r\nand another ""quoted""."\r\n'
        ",,,\r\n"
        "\r\n"
        "  ,-2,Unlit,Dark\r\n"
    )
    color, light = read_rules(written(tmp_path, text)).dimensions
    assert (color.key, color.name) == ("color aesthetic", "Color Aesthetics")
    assert color.options == (
        Option(1, 2, "Beautiful colors", "The palette pleases."),
        Option(0, 1, " Normal", "So so."),
    )
    assert (light.key, light.name) == ("lighting", "Light")
    assert light.options[0] == Option(1, 2, "Lit", 'One line,\r\nand another "quoted".')
    assert light.options[1] == Option(-2, 0, "Unlit", "Dark")


def test_a_heading_without_brackets_is_its_own_key(tmp_path: Path) -> None:
    (dimension,) = read_rules(written(tmp_path, HEADER + "fog,1,Foggy,a\n")).dimensions
    assert (dimension.key, dimension.name) == ("fog", "fog")


@pytest.mark.parametrize(
    ("heading", "key"),
    [("A (x) (y)", "x"), ("A ((x))", "(x"), ("A (x", "A (x"), ("A )x(", "A )x("), ("A ) (x)", "x")],
)
def test_the_key_stands_in_the_first_brackets(tmp_path: Path, heading: str, key: str) -> None:
    (dimension,) = read_rules(written(tmp_path, HEADER + f"{heading},1,One,a\n")).dimensions
    assert dimension.key == key


def test_nine_digits_are_a_score(tmp_path: Path) -> None:
    text = HEADER + "A (a),+999999999.0,Most,p\n,-999999999,Least,q\n"
    (dimension,) = read_rules(written(tmp_path, text)).dimensions
    assert [(option.score, option.level) for option in dimension.options] == [(999999999, 2), (-999999999, 0)]


def test_rows_of_a_dimension_may_lie_apart_and_further_columns_are_passed_over(tmp_path: Path) -> None:
    text = "Note,Dimension,Score,Option,Description\nx,A (a),1,One,p\ny,B (b),1,Two,q\nz,A (a),0,Nil,r\n"
    a, b = read_rules(written(tmp_path, text)).dimensions
    assert [option.label for option in a.options] == ["One", "Nil"]
    assert [option.label for option in b.options] == ["Two"]


def test_a_byte_order_mark_changes_nothing(tmp_path: Path) -> None:
    plain = read_rules(written(tmp_path, HEADER + CLARITY))
    assert read_rules(written(tmp_path, "\ufeff" + HEADER + CLARITY)) == plain


def test_the_digest_follows_what_the_prompts_depend_on(tmp_path: Path) -> None:
    rubric = read_rules(written(tmp_path, HEADER + CLARITY))
    (clarity,) = rubric.dimensions
    assert len(rubric.digest) == 12
    assert int(rubric.digest, 16) >= 0
    first, *rest = clarity.options
    for other in (
        replace(first, level=1),
        replace(first, label="Clear "),
        replace(first, description="Sharp!"),
    ):
        assert Rubric((replace(clarity, options=(other, *rest)),)).digest != rubric.digest
    assert Rubric((replace(clarity, key="clear"),)).digest != rubric.digest


def test_the_digest_ignores_names_and_what_is_never_rated(tmp_path: Path) -> None:
    rubric = read_rules(written(tmp_path, HEADER + CLARITY))
    renamed = read_rules(written(tmp_path, HEADER + CLARITY.replace("Overall Clarity", "Sharpness")))
    more = read_rules(written(tmp_path, HEADER + CLARITY + "Hands (hands),1,Fine,x\n"))
    assert renamed.digest == more.digest == rubric.digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dimension,Score,Option\nA (a),1,x\n", "lacks the column Description"),
        ("Dimension;Score;Option;Description\nA (a);1;x;y\n", "commas between them"),
        ("", "is empty"),
        ("\n , \n", "is empty"),
        (HEADER, "no dimension that can be rated"),
        (HEADER + "Hands (hands),1,Fine,x\n", "no dimension that can be rated"),
        (HEADER + CLARITY + ",1.5,Odd,x\n", "line 5: the score '1.5' is not a whole number"),
        (HEADER + CLARITY + ",,Odd,x\n", "line 5: the score '' is not a whole number"),
        (HEADER + CLARITY + ",one,Odd,x\n", "line 5: the score 'one'"),
        (HEADER + CLARITY + ",99999999999,Odd,x\n", "line 5: the score 99999999999 has more than 9 digits"),
        (HEADER + CLARITY + ",1,Odd,x\n", "line 5: 'clarity' has the score 1 twice"),
        (
            HEADER + CLARITY + "Fog (fog),,,\n,1,Foggy,x\n",
            "line 5: this row names a dimension without an option",
        ),
        (HEADER + CLARITY + ",2,,x\n", "line 5: the column Option is empty"),
        (HEADER + CLARITY + ",2,NA,x\n", "line 5: 'NA' counts as an empty Option"),
        (HEADER + CLARITY + ",2,x,None\n", "line 5: 'None' counts as an empty Description"),
        (HEADER + CLARITY + ",2,Odd, \n", "line 5: the column Description is empty"),
        (HEADER + ",1,Odd,x\n" + CLARITY, "line 2: no dimension is named yet"),
        (HEADER + CLARITY + ",2,Odd,one, two\n", "line 5: more cells than columns"),
        (HEADER + CLARITY + ',2,Odd,"never closed\n\n', "line 5: not a row of a CSV file"),
        (HEADER + 'A (a),1,x,"two\nlines"\n\n,oh,x,y\n', "line 5: the score 'oh'"),
        (HEADER + "A (a b),1,x,y\nB (a_b),1,x,y\n", "line 3: the keys 'a_b' and 'a b' would share a column"),
        (HEADER + "A (fog),1,x,y\nB (Fog),1,x,y\n", "line 3: the keys 'Fog' and 'fog' would share a column"),
        (HEADER + "A (fog),1,x,y\nB (fog pred),1,x,y\n", "line 3: the keys 'fog pred' and 'fog' would share"),
        (HEADER + "A (Stars),1,x,y\n", "line 2: 'Stars' is the name of another column"),
        *(
            (HEADER + CLARITY + f"A ({key}),1,x,y\n", f"line 5: {key!r} is the name of another column")
            for key in ("name", "Rater", "path", "all", "lora", "negative", "negative prompt")
        ),
        *(
            (HEADER + f"A (fog),1,x,y\nB (fog {part}),1,x,y\n", f"line 3: the keys 'fog {part}' and 'fog'")
            for part in ("p0", "p1", "p2", "mine", "Mine")
        ),
        (HEADER + "B (fog mine),1,x,y\nA (fog),1,x,y\n", "line 3: the keys 'fog' and 'fog mine'"),
        (HEADER + "A (rated at),1,x,y\n", "line 2: 'rated at' is the name of another column"),
        (HEADER + "A ( ),1,x,y\n", "line 2: ' ' can't be a dimension's key"),
        (HEADER + '"A (so ""called"")",1,x,y\n', "line 2: 'so \"called\"' can't be a dimension's key"),
        (HEADER + '"two\nlines",1,x,y\n', "line 2: 'two\\nlines' can't be a dimension's key"),
        ((HEADER + CLARITY).encode() + b",2,Caf\xe9,x\n", "line 5: not UTF-8 text"),
        ((HEADER + CLARITY).encode("utf-16"), "line 1: not UTF-8 text"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_by_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_a_file_that_is_not_there_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"nowhere\.csv; name another with --rules"):
        read_rules(tmp_path / "nowhere.csv")
    with pytest.raises(RulesError, match=r"can't be read .*--rules"):
        read_rules(tmp_path)


def test_columns_have_underscores_for_blanks() -> None:
    assert column_name("color brightness") == "color_brightness"
    assert not {column_name(key) for key in read_rules(default_rules()).keys} & RESERVED


_text = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() and text not in NOTHING
)
_key = st.text("abcdefgh ", min_size=1, max_size=12).map(str.strip).filter(lambda key: len(key) > 2)
_options = st.dictionaries(st.integers(-5, 5), st.tuples(_text, _text.map(str.strip)), min_size=1, max_size=6)


@given(
    st.dictionaries(_key, _options, min_size=1, max_size=5),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_written_rubric_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    told: dict[str, dict[int, tuple[str, str]]],
    mark: str,
    newline: str,
) -> None:
    told = {key: told[key] for key in {column_name(key): key for key in told}.values()}
    assume(told and not {column_name(key) for key in told} & (RESERVED | UNRATED))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=newline)
    writer.writerow(["Dimension", "Score", "Option", "Description"])
    for key, options in told.items():
        for row, (score, (label, description)) in enumerate(options.items()):
            writer.writerow([f"About {key} ({key})" if row == 0 else "", score, label, description])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes((mark + file.getvalue()).encode("utf-8"))

    rubric = read_rules(path)

    assert rubric.keys == tuple(sorted(told))
    for key, options in told.items():
        read = {option.score: (option.label, option.description) for option in rubric.dimension(key).options}
        assert list(read.items()) == list(options.items())
