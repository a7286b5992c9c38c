"""Names, markup and formulas that break programs which trust what others wrote."""

# fmt: off
NAMES: tuple[bytes, ...] = (
    # A short form takes the first ones
    b"a\nb.png", b"a b.png", b"a\xffb.png", b"a\\xffb.png", b"ab.png", b"cafe\xcc\x81.png",
    b"caf\xc3\xa9.png",
    b"CASE.png", b"case.png", b"<img src=x>.png", b"=1+1.png", b"'=1+1.png",
    "photo\u202egnp.exe.png".encode(), b"-rf.png", b"a\xedb.png",
    # Controls
    b"a\rb.png", b"a\r\nb.png", b"a\tb.png", b"a\\nb.png", b"a\\x0ab.png", b"\x1b[31mred\x1b[0m.png",
    b"\x1b]0;title\x07.png", b"bell\x07.png", b"del\x7f.png", b"nel\xc2\x85.png",
    # Bytes that are no UTF-8: alone, overlong, a surrogate, beyond Unicode, cut short, high ones
    b"nel\x85.png", b"\x80.png", b"over\xc0\xaflong.png", b"sur\xed\xa0\x80.png", b"big\xf4\x90\x80\x80.png",
    b"cut\xe2\x82.png", bytes(range(0x80, 0xA0)) + b".png", bytes(range(0xA0, 0x100)) + b".png",
    # What is not seen, or turns the direction
    "\u200frtl\u05d0.png".encode(), "a\u200bb.png".encode(), "a\u200db.png".encode(), "a\u3164b.png".encode(),
    "a\u2028b.png".encode(), ("z" + "\u0335\u0311\u0300" * 8 + ".png").encode(),
    "\ufeffbom.png".encode(), "\u2066iso\u2069.png".encode(),
    # Lengths, dots and blanks
    b"l" * 251 + b".png", "\u96ea".encode() * 82 + b"aa.gz.png", b" lead.png", b"trail .png", b"dots...png",
    b"..dots.png", b".hidden.png",
    # Other systems, shells, databases and templates
    b"CON.png", b"nul.txt.png", b'quo"te\'s.png', b"back\\slash.png", b"100%s%n%00.png", b"[a-z]*?.png",
    b"'; DROP TABLE images;--.png", b"{name}{0.__class__}.png", b"$(touch x)`id`.png",
    "\U0001f469\U0001f3fd\u200d\U0001f3a8\ufe0f.png".encode(), b"a;=1+1.png", b"_x0041_.png",
)
"""In a folder of Linux, where a name is any bytes; each ends like a picture's."""

SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FORMULAS: tuple[str, ...] = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"http://127.0.0.1/\",\"see\")", "=cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", "x;=1+1", "'=1+1", "\"=1+1", "=DDE(\"cmd\";\"/C calc\";\"x\")",
    *(f"{sign}SUM(A1:A9)" for sign in SIGNS),
    *(f"{lead}=1+1" for lead in (" ", "  \t", "\ufeff", "\u200b", "\u00a0", "\u3000", "\x0b", "\x1f",
    "''", "' ")),
    "=WEBSERVICE(\"http://127.0.0.1/\")", "=IMPORTXML(\"http://127.0.0.1/\",\"//a\")", "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0", "=1+1;=2+2", "x\n=1+1", "x\r\n@SUM(1)",
    "=A1", "=\"a\"&\"b\"", "=1", "+49 30 1234", "==1", "=-1", "\"\"=1+1", "x; =1+1", "x;'=1+1",
    "\u2212" "1+1", "\ufe66" "1", "=1+1\x00",
)
"""Each begins a formula, or does so for a program that parts cells elsewhere."""

_TARGETS = ("http://127.0.0.1:{port}/x", "file://{canary}")
_WITH_TARGET = (
    '<img src="{0}">', "<img src='{0}' width=9>", '<a href="{0}">see</a>',
    '<style>@import url("{0}");</style>',
    '<link rel=stylesheet href="{0}">', '<body background="{0}">',
    '<table background="{0}"><tr><td>x</table>',
    '<script src="{0}"></script>', '<iframe src="{0}"></iframe>', '<object data="{0}"></object>',
    '<p style="background-image:url({0})">x</p>', '<svg><image href="{0}"/></svg>', "![x]({0})", "[x]({0})",
    '<?xml-stylesheet href="{0}"?>', '<!DOCTYPE x [<!ENTITY y SYSTEM "{0}">]><x>&y;</x>', '<video src="{0}">',
    '<meta http-equiv=refresh content="0;url={0}">', '<base href="{0}">', "<{0}>",
    '<html><body><img src="{0}"></body></html>', '<qt><img src="{0}"></qt>',
    '<div><img alt=x src={0} ></div>',
)
_PLAIN = (
    "<b>bold</b>", "<h1>large</h1>", "<br/>", "<hr>", "<font size=7 color=red>x</font>", "<!-- hidden -->",
    "<table><tr><td>a<td>b</table>", "<ul><li>a</ul>", "<pre>a  b</pre>", "&lt;b&gt;", "&amp;nbsp;",
    "&nbsp;x",
    "&#60;b&#62;", "A&B", "&File", "Save &as", "a && b", "_under_ **bold**", "# title", "`code`", "~~gone~~",
    "%s %d %n %1 %L1", "{0} {name} {{x}}", "${HOME} $(id)", "\x1b[31mred\x1b[0m", "\x1b]8;;http://x/\x07x",
    '<img src="qrc:/x.png">', '<img src=":/qt-project.org/x.png">', '<img src="data:image/png;base64,AAAA">',
    "<math><mi>x</mi></math>", "<svg onload=alert(1)>", "<script>alert(1)</script>", "javascript:alert(1)",
    "<p align=center>x", "</p></div></body></html>", "<p", ">", "<", '" onmouseover="x', "' or 1=1 --", "]]>",
    "<![CDATA[x]]>", "\u202eabc<b>", "\u200f<i>x</i>", "<blink>", "<body text=white>", "<td>",
    "</qt><b>x</b>",
    "<span style='color:transparent'>unseen</span>", "<p style='font-size:999pt'>big</p>", "a\n<b>b</b>",
    "\t<b>tab</b>", "<u>x</u>\x00", "<B>\u0041\u030a</B>",
)
# fmt: on


def markup(port: int, canary: str) -> tuple[str, ...]:
    """A hundred texts; what a renderer of markup would fetch is of a server on that port, or is that file."""
    targets = [each.format(port=port, canary=canary) for each in _TARGETS]
    fetching = [text.replace("{0}", target) for text in _WITH_TARGET for target in targets]
    return (*fetching, *_PLAIN)


def as_name(text: str) -> str:
    """The text as a file may be called on Linux."""
    return text.replace("/", "\u2215").replace("\0", "")
