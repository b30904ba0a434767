"""
How the report looks: one measure for phone, desk and paper, light and dark.

Type is the reader's own sans-serif; ink on paper with one accent for what was measured and one for
what was promised, told apart by shape too. Both pairs are safe for the colour-blind.
"""

STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --card: #f4f6f8; --ink: #1b2530; --quiet: #566370; --rule: #d5dce3;
  --measured: #005f8f; --promised: #a8480b; }
@media (prefers-color-scheme: dark) { :root { --paper: #12181f; --card: #1c252e; --ink: #e9eef3; --quiet: #a6b3bf;
  --rule: #36424e; --measured: #6cc3f2; --promised: #f5a467; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; margin: 0 auto;
  max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .3rem 0; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; border-top: 2px solid var(--rule); padding-top: .8rem; }
h3, figcaption { font-size: 1rem; font-weight: 650; margin: 0 0 .3rem; }
.quiet, .note { color: var(--quiet); } .note { font-size: .82rem; margin: .2rem 0; }
.answer { border-left: 5px solid var(--measured); background: var(--card); padding: .6rem 1rem; margin: 1rem 0; }
.answer p { margin: .3rem 0; } .answer p:first-child { font-size: 1.12rem; font-weight: 600; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.pictures { align-items: start; }
.card, figure { background: var(--card); border-radius: 6px; padding: .8rem; margin: 0; min-width: 0; }
.card h3 { font-size: 1.08rem; } .card table { font-size: .9rem; }
.card td, .card th { padding: .15rem 0 .15rem .4rem; }
.card th { padding-left: 0; } .card td small, .card td em { display: inline; margin-left: .4em; white-space: nowrap; }
.card td em { color: var(--ink); }
.card tr:first-child td, .card tr:first-child th { border-top: 0; }
.money { font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums; } .money small { font-size: .8rem;
  font-weight: 400; color: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .5rem; border-top: 1px solid var(--rule); vertical-align: top;
  font-weight: 400; }
thead th { font-weight: 600; border-top: 0; vertical-align: bottom; } th[scope=row] { text-align: left; }
tr:first-child > th:first-child { text-align: left; } tr.section > th { font-weight: 650; }
td small, td em { display: block; color: var(--quiet); font-style: normal; font-size: .82em; }
.scroll { overflow-x: auto; } .scroll table { font-size: .85rem; overflow-wrap: normal; }
summary { cursor: pointer; color: var(--quiet); font-size: .85rem; padding: .4rem 0; }
svg { display: block; width: 100%; height: auto; max-width: 30rem; font-family: inherit; }
svg text { font-size: 12px; fill: var(--ink); paint-order: stroke; stroke: var(--card); stroke-width: 3px;
  stroke-linejoin: round; } svg .figure { font-weight: 600; } svg .aim { fill: var(--promised); }
svg .grid { stroke: var(--rule); } svg .target { stroke: var(--promised); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .whisker { stroke: var(--measured); stroke-width: 1.5; } svg .dot { fill: var(--measured); }
svg .hollow { fill: var(--paper); stroke: var(--measured); stroke-width: 2; }
svg .curve, svg .front { fill: none; stroke: var(--measured); stroke-width: 1.5; stroke-linejoin: round; }
svg .curve { stroke-linecap: round; } svg .known, svg .before { fill: none; stroke: var(--ink); stroke-width: 1.5; }
svg .before { stroke: var(--quiet); stroke-dasharray: 2 3; } svg .seen { fill: var(--ink); }
svg .ours { fill: none; stroke: var(--measured); stroke-width: 3; } svg .other { fill: none; stroke: var(--quiet);
  stroke-width: 1.2; } svg .leader { stroke: var(--quiet); stroke-width: .6; stroke-dasharray: 1 2; }
svg .band { fill: var(--measured); fill-opacity: .22; }
@page { size: A4; margin: 14mm; }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --rule: #bbb;
    --measured: #005f8f; --promised: #a8480b; }
  body { font-size: 10pt; padding: 0; max-width: none; } .card, figure { border: 1px solid var(--rule); }
  figure, .card, .answer, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; }
  .grid { grid-template-columns: 1fr 1fr; } .pictures details { display: none; } summary { display: none; }
  details.tables::details-content { content-visibility: visible; height: auto; }
}
"""
