"""
How the report looks: one measure for phone, desk and paper, light and dark.

Type is the reader's own sans-serif; ink on paper with one accent for what was measured and one for
what was promised, told apart by shape too. Both pairs are safe for the colour-blind. The reasons stand in
docs/background/looks.md.
"""

COLOURS = """
:root { color-scheme: light dark; --paper: #ffffff; --card: #f4f6f8; --ink: #1b2530; --quiet: #566370; --rule: #d5dce3;
  --measured: #005f8f; --promised: #a8480b; --night: #e3e8ee;
  --heat1: #e2edf5; --heat2: #aecfe4; --heat3: #6ba6cb; --heat4: #2a76a8; --heat5: #0a426b; }
@media (prefers-color-scheme: dark) { :root { --paper: #12181f; --card: #1c252e; --ink: #e9eef3; --quiet: #a6b3bf;
  --rule: #36424e; --measured: #6cc3f2; --promised: #f5a467; --night: #27323d;
  --heat1: #22394a; --heat2: #2c5a79; --heat3: #3f87b3; --heat4: #78b9e0; --heat5: #c9e6f8; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --rule: #bbb;
  --measured: #005f8f; --promised: #a8480b; --night: #eceff2;
  --heat1: #e2edf5; --heat2: #aecfe4; --heat3: #6ba6cb; --heat4: #2a76a8; --heat5: #0a426b; } }
"""
"""Ink, paper, accents, and five shades from little to much; the page in the browser takes them too."""

TEXT = """
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; margin: 0 auto;
  max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .3rem 0; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-top: 2px solid var(--rule); padding-top: .8rem; }
h3, figcaption { font-size: 1rem; font-weight: 650; margin: 0 0 .3rem; }
.quiet, .note { color: var(--quiet); } .note { font-size: .82rem; margin: .2rem 0; }
.answer { border-left: 5px solid var(--measured); background: var(--card); padding: .6rem 1rem; margin: 1rem 0; }
.answer p { margin: .3rem 0; } .answer p:first-child { font-size: 1.12rem; font-weight: 600; }
.answer h2 { font-size: 1rem; margin: .7rem 0 .2rem; border: 0; padding: 0; }
.answer ul { margin: .2rem 0; padding-left: 1.2rem; }
summary { cursor: pointer; color: var(--quiet); font-size: .85rem; padding: .4rem 0; }
:focus-visible { outline: 3px solid var(--measured); outline-offset: 2px; }
"""

TABLES = """
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .25rem .5rem; border-top: 1px solid var(--rule); vertical-align: top;
  font-weight: 400; }
thead th { font-weight: 600; border-top: 0; vertical-align: bottom; } th[scope=row] { text-align: left; }
tr:first-child > th:first-child { text-align: left; } tr.section > th { font-weight: 650; }
.verdict { display: block; }
td small, td em, th em { display: block; color: var(--quiet); font-style: normal; font-size: .82em; }
.scroll, .over { overflow-x: auto; } .scroll table { font-size: .85rem; overflow-wrap: normal; }
.plans { font-size: .9rem; line-height: 1.35; overflow-wrap: normal; } .plans thead th { font-size: .82rem; }
.plans th[scope=colgroup] { text-align: center; border-bottom: 1px solid var(--rule); }
.plans th[scope=row] { font-weight: 600; min-width: 9rem; } .plans b { font-weight: 650; }
.plans td small, .plans b { white-space: nowrap; } .plans td em { color: var(--ink); }
.plans .chosen > * { background: var(--card); } .plans .chosen > th { box-shadow: inset 4px 0 var(--measured); }
.plans th em { font-weight: 400; } .plans .chosen em { color: var(--ink); }
@media screen and (max-width: 46rem) {
  .plans thead { display: none; } .plans, .plans tbody, .plans tr, .plans td, .plans th { display: block; width: 100%; }
  .plans tr { background: var(--card); border-radius: 6px; padding: .5rem .8rem; margin-bottom: .8rem; }
  .plans th[scope=row] { border: 0; padding: .2rem 0; font-size: 1.08rem; }
  .plans .chosen > th { padding-left: .6rem; }
  .plans td { display: grid; grid-template-columns: 1fr 1.2fr; gap: 0 .6rem; padding: .2rem 0; }
  .plans { overflow-wrap: anywhere; } .plans td > * { grid-column: 2; min-width: 0; }
  .plans td small, .plans td b { white-space: normal; } .plans .none { display: none; }
  .plans td::before { content: attr(data-label); grid-column: 1; grid-row: 1 / span 4; text-align: left;
    color: var(--quiet); }
}
"""

LAST_ROW = """
@media screen and (min-width: 44rem) {
  .pictures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media screen and (min-width: 44rem) and (max-width: 65.99rem) {
  .pictures > :last-child:nth-child(odd) { grid-column: 1 / -1; --beside: calc(50% - 1.3rem) minmax(0, 1fr); }
}
@media screen and (min-width: 66rem) {
  .pictures { grid-template-columns: repeat(6, minmax(0, 1fr)); } .pictures > figure { grid-column: span 2; }
  .pictures > :nth-child(3n+1):nth-last-child(4), .pictures > :nth-child(3n+1):nth-last-child(4) ~ figure,
  .pictures > :nth-child(3n+1):nth-last-child(2), .pictures > :nth-child(3n+1):nth-last-child(2) ~ figure {
    grid-column: span 3; --beside: calc(66.667% - .867rem) minmax(0, 1fr); }
  .pictures > :only-child { grid-column: span 4; --beside: calc(50% - 1.3rem) minmax(0, 1fr); }
}
@media screen and (min-width: 44rem) {
  .pictures > figure { display: grid; grid-template-columns: var(--beside, 100%); column-gap: 1rem;
    align-items: start; }
  .pictures figcaption, .pictures details, .pictures .long { grid-column: 1 / -1; }
}
"""
"""
Pictures share their last row evenly, so that none stands alone in a corner; a picture in a wider card is drawn as wide
as the others (``--beside``), so that letters keep their size, and its notes stand beside it, or below if they are long.
"""

PICTURES = """
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
.pictures { align-items: start; grid-template-columns: 100%; }
figure { background: var(--card); border-radius: 6px; padding: .8rem; margin: 0; min-width: 0; }
svg { display: block; width: 100%; height: auto; max-width: 27rem; margin: 0 auto; font-family: inherit; }
svg text { font-size: 12px; fill: var(--ink); paint-order: stroke; stroke: var(--card); stroke-width: 3px;
  stroke-linejoin: round; } svg .figure { font-weight: 600; }
svg .small { font-size: 11px; fill: var(--quiet); } svg .aim { fill: var(--promised); }
svg .zero { stroke: var(--ink); }
svg .grid { stroke: var(--rule); } svg .target { stroke: var(--promised); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg .whisker { stroke: var(--measured); stroke-width: 1.5; } svg .dot { fill: var(--measured); }
svg .hollow { fill: var(--paper); stroke: var(--measured); stroke-width: 2; }
svg .curve, svg .front { fill: none; stroke: var(--measured); stroke-width: 1.5; stroke-linejoin: round; }
svg .curve { stroke-linecap: round; } svg .dashed { stroke-dasharray: 2 3; }
svg .known, svg .before { fill: none; stroke: var(--ink); stroke-width: 1.5; }
svg .before { stroke: var(--quiet); stroke-dasharray: 2 3; } svg .seen { fill: var(--ink); }
svg .ours { fill: none; stroke: var(--measured); stroke-width: 3; } svg .other { fill: none; stroke: var(--quiet);
  stroke-width: 1.2; } svg .leader { stroke: var(--quiet); stroke-width: .6; stroke-dasharray: 1 2; }
svg .band { fill: var(--measured); fill-opacity: .22; } svg .night { fill: var(--night); }
svg .heat1 { fill: var(--heat1); } svg .heat2 { fill: var(--heat2); } svg .heat3 { fill: var(--heat3); }
svg .heat4 { fill: var(--heat4); } svg .heat5 { fill: var(--heat5); }
"""

PAPER = """
@media screen { .paper { display: none; } }
@page { size: A4; margin: 12mm; }
@media print {
  html { font-size: 9pt; } body { font-size: 9pt; padding: 0 1px; max-width: none; line-height: 1.35; }
  figure { border: 1px solid var(--rule); }
  h1 { font-size: 15pt; } h2 { font-size: 12pt; margin: 4mm 0 2mm; padding-top: 2mm; }
  .answer p:first-child { font-size: 11pt; } .answer h2, h3 { font-size: 10pt; } h3 { margin-top: 2.5mm; }
  figure, .answer, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll, .over { overflow: visible; }
  .grid { grid-template-columns: 1fr 1fr; gap: 1.5mm; }
  .grid.close { grid-template-columns: 1fr 1fr 1fr; } svg { max-width: none; } figure { padding: 1.2mm 2mm; }
  figcaption { font-size: 9pt; }
  .note { font-size: 7pt; line-height: 1.2; margin: .5mm 0; }
  .pictures details, .answer details, .screen { display: none; } summary { display: none; }
  .plans { font-size: 7.5pt; } .plans thead th { font-size: 7pt; } .plans th[scope=row] { min-width: 0; }
  .plans th, .plans td { padding: .6mm .8mm; }
  .plans .chosen > th { padding-left: 2.5mm; } .plans td small { font-size: 5.6pt; }
  .scroll table { font-size: 7pt; line-height: 1.25; } .scroll th, .scroll td { padding: .3mm .8mm; }
  .scroll thead th { padding-bottom: .6mm; }
  section:not(.answer) > ul { columns: 2; column-gap: 9mm; margin: 1mm 0; font-size: 7.5pt; line-height: 1.2; }
  li { break-inside: avoid; } .tall { grid-row: span 2; } .pictures:has(> .tall) { break-inside: avoid; }
  .close figcaption { font-size: 8pt; }
  details.tables::details-content, details.small::details-content { content-visibility: visible; height: auto; }
}
"""

STYLE = COLOURS + TEXT + TABLES + PICTURES + LAST_ROW + PAPER
