"""How a contact sheet looks: greys without a tint beside the pictures, light, dark and on paper."""

LABEL_COLORS = {
    "red": "#c8433c",
    "yellow": "#c9a21b",
    "green": "#4a9a4f",
    "blue": "#3f7fc4",
    "purple": "#8a5cb8",
}
"""Colour labels that are drawn as a dot; any other stands there as its text alone."""

_LIGHT = """
  --page: #eeeeee; --tile: #fcfcfc; --well: #dadada; --rail: #d0d0d0; --tick: #a8a8a8;
  --text: #1c1c1c; --secondary: #4c4c4c; --edge: #6e6e6e;
"""
_DARK = """
  --page: #1e1e1e; --tile: #2a2a2a; --well: #1a1a1a; --rail: #484848; --tick: #6a6a6a;
  --text: #e2e2e2; --secondary: #b4b4b4; --edge: #b4b4b4;
"""

STYLE = f"""
:root {{ color-scheme: light dark; {_LIGHT} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
* {{ box-sizing: border-box; margin: 0; padding: 0; }}
body {{ background: var(--page); color: var(--text); padding: 24px;
  font: 14px/20px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }}
header {{ margin-bottom: 24px; }}
h1 {{ font-size: 22px; line-height: 32px; font-weight: 600; overflow-wrap: anywhere; }}
header p {{ color: var(--secondary); overflow-wrap: anywhere; }}
code {{ font: 13px/20px ui-monospace, Menlo, Consolas, monospace; color: var(--text);
  white-space: pre-wrap; overflow-wrap: anywhere; }}
ol {{ list-style: none; display: grid; gap: 16px;
  grid-template-columns: repeat(auto-fill, minmax(232px, 1fr)); }}
.t {{ background: var(--tile); padding: 8px; border-radius: 4px; min-width: 0;
  content-visibility: auto; contain-intrinsic-size: auto 480px; }}
.p {{ background: var(--well); height: 216px; display: flex; align-items: center;
  justify-content: center; color: var(--secondary); text-align: center; }}
.p img {{ max-width: 100%; max-height: 100%; display: block; }}
h2 {{ font-size: 14px; line-height: 20px; font-weight: 600; margin-top: 8px; overflow-wrap: anywhere; }}
.m, .n {{ color: var(--secondary); min-height: 20px; overflow-wrap: anywhere; }}
.n {{ font-size: 12px; line-height: 16px; }}
.m > span + span::before {{ content: "\\b7"; margin: 0 6px; }}
.m i {{ display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 4px;
  background: var(--c); border: 1px solid var(--edge); }}
.d {{ display: grid; grid-template-columns: fit-content(66%) 1fr; column-gap: 8px; margin-top: 4px;
  font-size: 12px; line-height: 16px; }}
.d dt {{ min-width: 0; overflow-wrap: anywhere; }}
.d dd {{ text-align: right; color: var(--secondary); font-variant-numeric: tabular-nums; }}
.d dd b {{ color: var(--text); font-weight: 600; }}
.v {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
.l {{ grid-column: 1 / -1; position: relative; height: 10px; display: block; }}
.l::before {{ content: ""; position: absolute; left: 0; right: 0; top: 1px; bottom: 1px;
  background: linear-gradient(var(--tick), var(--tick)) 0 / 1px 100% no-repeat,
    linear-gradient(var(--tick), var(--tick)) 50% / 1px 100% no-repeat,
    linear-gradient(var(--tick), var(--tick)) 100% / 1px 100% no-repeat,
    linear-gradient(var(--rail), var(--rail)) 0 50% / 100% 2px no-repeat; }}
.l s {{ position: absolute; left: 0; top: 2px; height: 6px; width: max(3px, var(--s));
  background: var(--c); border: 1px solid var(--edge); }}
.l u, .k {{ width: 8px; height: 8px; background: var(--text); outline: 1px solid var(--tile);
  transform: rotate(45deg); }}
.l u {{ position: absolute; top: 1px; left: calc((100% - 8px) * var(--o)); }}
.k {{ display: inline-block; margin: 0 4px; }}
@page {{ size: A4; margin: 12mm; }}
@media print {{
  :root {{ --page: #ffffff; --tile: #ffffff; --well: #f2f2f2; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  body {{ padding: 0; font-size: 9pt; line-height: 12pt; }}
  header {{ margin-bottom: 12pt; }}
  code {{ font-size: 8.5pt; line-height: 12pt; }}
  ol {{ grid-template-columns: repeat(3, 1fr); gap: 10pt; }}
  .t {{ padding: 4pt; border: 0.5pt solid #c6c6c6; break-inside: avoid; content-visibility: visible; }}
  .p {{ height: 38mm; font-size: 9pt; line-height: 12pt; }}
  h2, .m {{ font-size: 9pt; line-height: 12pt; min-height: 0; margin-top: 3pt; }}
  .n, .d {{ font-size: 7.5pt; line-height: 10pt; margin-top: 2pt; }}
  .l {{ height: 8px; }}
}}
"""
