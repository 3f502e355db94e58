/**
 * The report's style sheet. One accent for the threshold, blue for genuine and orange for impostor
 * pairs (apart for every kind of colour vision), red only for what is wrong. Paper is always light.
 */
export const styleSheet = `
:root {
  color-scheme: light;
  --paper: #fff; --raised: #f5f6f8; --ink: #1b1f24; --quiet: #5a6470; --rule: #d9dde2;
  --grid: #e8ebee; --threshold: #00705a; --genuine: #0072b2; --impostor: #cf6a00; --wrong: #b3122a;
  --main-row: #e9f4f1; --area: .34; --band: .16;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --paper: #14171b; --raised: #1c2126; --ink: #e4e8ec; --quiet: #9aa5b1; --rule: #343b43;
    --grid: #262c33; --threshold: #3ecfa8; --genuine: #56b4e9; --impostor: #f0a030; --wrong: #ff8090;
    --main-row: #18302b; --area: .38; --band: .2;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1140px; margin: 0 auto; padding: 28px 24px 48px; }
h1 { margin: 2px 0 4px; font-size: 26px; line-height: 1.2; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 0 0 8px; padding-top: 10px; border-top: 1px solid var(--rule); font-size: 18px; font-weight: 600; }
h3 { margin: 16px 0 6px; font-size: 14px; font-weight: 600; }
p { margin: 0 0 10px; max-width: 88ch; }
section { margin-top: 34px; }
small { font-size: 12px; color: var(--quiet); font-weight: 400; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12.5px; overflow-wrap: anywhere; }
code.line { display: block; }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: 3px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--threshold); outline-offset: 2px; }
.brand { margin: 0; color: var(--quiet); font-size: 12.5px; letter-spacing: .02em; }
.source { max-width: none; color: var(--quiet); overflow-wrap: anywhere; }
.none { color: var(--quiet); font-style: italic; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
b.threshold, td.threshold .rate { color: var(--threshold); font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 18px; font-size: 13px; }

.keys { display: grid; grid-template-columns: 1.35fr 1fr 1fr .8fr .9fr .9fr; margin: 18px 0; border: 1px solid var(--rule); border-radius: 4px; background: var(--raised); }
.keys.without { grid-template-columns: 2fr 1.2fr 1.2fr 1.2fr; }
.key { padding: 10px 14px 11px; border-left: 1px solid var(--rule); min-width: 0; }
.key:first-child { border-left: 0; }
.key dt { font-size: 12.5px; color: var(--quiet); }
.key.impostor dt, .key.genuine dt, .key.threshold dt { color: var(--ink); }
.key dt::before { content: ""; display: none; width: 9px; height: 9px; margin-right: 6px; border-radius: 2px; }
.key.impostor dt::before { display: inline-block; background: var(--impostor); }
.key.genuine dt::before { display: inline-block; background: var(--genuine); }
.key.threshold dt::before { display: inline-block; background: var(--threshold); }
.key dd { margin: 0; }
.key b { display: block; font-size: 23px; line-height: 1.35; font-weight: 600; }
.key.threshold b { color: var(--threshold); }
.key small { display: block; line-height: 1.4; overflow-wrap: anywhere; }
.caution { margin: 0 0 6px; padding-left: 12px; border-left: 3px solid var(--wrong); color: var(--wrong); font-weight: 500; }
.summary { margin: 16px 0 0; font-size: 14.5px; line-height: 1.5; overflow-wrap: anywhere; }
.summary div { display: grid; grid-template-columns: 8em minmax(0, 92ch); padding: 4px 0; }
.summary dd { margin: 0; }
.summary bdi { display: inline-block; max-width: 100%; }

.scroll { position: relative; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.4; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); font-weight: 400; }
th + th, th + td, td + td, td + th { padding-left: 10px; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--quiet); font-weight: 600; }
thead small { display: block; }
.number { text-align: right; white-space: nowrap; }
.number .none { white-space: normal; }
.rate { display: block; }
td small { display: block; line-height: 1.35; }
td.name small { display: inline; }
.name, small.name { white-space: normal; overflow-wrap: anywhere; unicode-bidi: isolate; }
.points th:first-child { padding-left: 8px; }
.points tr > :last-child { padding-right: 8px; }
.points .main > * { background: var(--main-row); }
.points small.name { max-width: 28ch; margin-left: auto; }
.after { margin-top: 8px; font-size: 12.5px; color: var(--quiet); }
.swatch { display: inline-block; width: 9px; height: 9px; margin-right: 5px; border-radius: 2px; background: var(--quiet); }
.swatch.genuine { background: var(--genuine); }
.swatch.impostor { background: var(--impostor); }
.swatch.faint { opacity: .35; }
abbr.few { text-decoration: none; color: var(--quiet); cursor: help; }

.count { color: var(--quiet); }
.classes, .collisions { table-layout: fixed; }
.classes th:nth-child(1) { width: 25%; }
.classes th:nth-child(2) { width: 6.5%; }
.classes thead th:nth-child(3) { width: 22%; }
.classes thead th:nth-child(4) { width: 15.5%; }
.classes thead .contribution { width: 10.5%; }
.collisions th:nth-child(3) { width: 22%; }
.collisions th:nth-child(4) { width: 12%; }
.classes thead th { position: sticky; top: 0; background: var(--paper); }
.classes th, .classes td, .collisions th, .collisions td { padding-top: 3px; padding-bottom: 3px; }
table.sets { width: auto; min-width: min(380px, 100%); }
.bar { width: 26%; }
.bar i { display: block; margin-top: 5px; height: 8px; background: var(--quiet); border-radius: 1px; min-width: 1px; }

.figures { display: grid; grid-template-columns: 1fr 1fr; gap: 26px 32px; }
figure { margin: 0; min-width: 0; }
figcaption h3 { margin: 0; }
svg { display: block; width: 100%; height: auto; font-size: 11.5px; overflow: visible; }
.legend { margin: 2px 0 4px; font-size: 12.5px; color: var(--quiet); }
.legend .swatch, .legend .rule, .legend .dot { margin-left: 12px; }
.legend > i:first-child, .legend .faint + .faint { margin-left: 0; }
.rule { display: inline-block; width: 18px; height: 0; margin-right: 5px; vertical-align: middle; border-top: 2px solid var(--ink); }
.rule.genuine { border-color: var(--genuine); }
.rule.impostor { border-color: var(--impostor); }
.rule.threshold { border-color: var(--threshold); }
.rule.guide { border-top: 1px solid var(--quiet); }
.rule.dashed { border-top-style: dashed; }
.dot { display: inline-block; width: 9px; height: 9px; margin-right: 5px; border-radius: 50%; background: var(--ink); }
.dot.threshold { background: var(--threshold); }
.dot.class { background: var(--quiet); }
.dot.few { background: none; border: 1.5px solid var(--quiet); }
.note { margin: 2px 0 4px; font-size: 12.5px; color: var(--quiet); }
details { overflow-x: auto; font-size: 12.5px; color: var(--quiet); }
summary { cursor: pointer; width: fit-content; }
details th:first-child, details td:first-child { text-align: left; }
details table { margin-top: 6px; font-size: 12px; color: var(--ink); }
.data th, .data td { padding-top: 2px; padding-bottom: 2px; }

.grid { stroke: var(--grid); stroke-width: 1; fill: none; }
.axis { stroke: var(--quiet); stroke-width: 1; fill: none; }
.tick { fill: var(--quiet); font-size: 11px; }
.axis-label { fill: var(--quiet); font-size: 11.5px; }
.area { stroke-width: 1.2; }
.area.genuine { fill: var(--genuine); stroke: var(--genuine); }
.area.impostor { fill: var(--impostor); stroke: var(--impostor); }
.area { fill-opacity: var(--area); }
.band { fill-opacity: var(--band); }
.band.genuine { fill: var(--genuine); }
.band.impostor { fill: var(--impostor); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.genuine { stroke: var(--genuine); }
.line.impostor { stroke: var(--impostor); }
.line.ink { stroke: var(--ink); }
.line.dashed { stroke-dasharray: 6 3; }
.guide { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 3; fill: none; }
g.threshold .rule-line { stroke: var(--threshold); stroke-width: 1; stroke-dasharray: 3 3; }
g.threshold text { fill: var(--threshold); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
g.threshold circle { fill: var(--threshold); }
g.threshold.main .rule-line { stroke-width: 2; stroke-dasharray: none; }
g.threshold.main text { font-weight: 700; }
circle.class { fill: var(--quiet); fill-opacity: .55; stroke: var(--quiet); stroke-width: .8; }
circle.few { fill: none; }
.tile { fill: var(--ink); }
circle.ring { fill: none; stroke: var(--ink); stroke-width: 1.3; }
.class-label { fill: var(--ink); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }

.panel { display: grid; grid-template-columns: minmax(300px, 2fr) 3fr; gap: 12px 40px; align-items: start; }
.panel h3 { margin-top: 4px; }
dl { margin: 0; }
.facts div, .provenance div, .glossary div { display: grid; grid-template-columns: 15em 1fr; gap: 0 12px; padding: 4px 0; border-bottom: 1px solid var(--grid); font-size: 13px; break-inside: avoid; }
.facts div { grid-template-columns: 12.5em 1fr; }
dt { color: var(--quiet); }
.glossary dt { color: var(--ink); font-weight: 600; }
.glossary dd, .provenance dd, .facts dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 18px; max-width: 88ch; overflow-wrap: anywhere; }
footer { margin-top: 30px; padding-top: 10px; border-top: 1px solid var(--rule); color: var(--quiet); font-size: 12.5px; }

@media screen and (max-width: 900px) {
  .classes, .collisions { min-width: 900px; }
  .keys { grid-template-columns: 1fr 1fr; }
  .key { border-left: 0; border-bottom: 1px solid var(--rule); }
  .figures, .panel { grid-template-columns: 1fr; }
}
@media screen and (max-width: 600px) { main { padding: 18px 14px 32px; } .summary div, .facts div, .provenance div, .glossary div { grid-template-columns: 1fr; } }
@media screen and (min-width: 901px) { .scroll { overflow-x: visible; } }

@page {
  margin: 15mm 13mm 16mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #5a6470; }
}
@media print {
  body { font-size: 9pt; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12.5pt; break-after: avoid; }
  h3 { font-size: 9.5pt; break-after: avoid; }
  p, ul { max-width: none; }
  section { margin-top: 16pt; }
  nav, details { display: none; }
  .summary { font-size: 9pt; }
  .summary div { grid-template-columns: 7em 1fr; break-inside: avoid; }
  .keys { grid-template-columns: 1.2fr 1fr 1fr; print-color-adjust: exact; }
  .key:nth-child(n+4) { border-top: 1px solid var(--rule); }
  .key:nth-child(3n+1) { border-left: 0; }
  .key b { font-size: 15pt; }
  table, .facts div, .provenance div, .glossary div { font-size: 8.2pt; }
  .facts div, .provenance div, .glossary div { padding: 3px 0; }
  small, .after, .note, .legend, .brand, .source, footer { font-size: 7.8pt; }
  .scroll { overflow: visible; }
  p, tr, figure, .keys, .points, .sets, .caution, li { break-inside: avoid; }
  h2 + p:not(:last-child), h3 + p:not(:last-child), p:has(+ .scroll) { break-after: avoid; }
  .scroll + .note, .scroll + .after, .note + .after { break-before: avoid; }
  thead { display: table-header-group; }
  .classes thead th { position: static; }
  .classes th, .classes td { padding-left: 5px; padding-right: 5px; vertical-align: baseline; }
  .classes th:first-child { padding-left: 0; }
  .classes th:last-child, .classes td:last-child { padding-left: 12px; }
  .classes .count { font-size: 7.2pt; }
  footer { break-before: avoid; margin-top: 10pt; padding-top: 4pt; }
  .figures { display: block; }
  figure { max-width: 135mm; margin: 0 auto 14pt; }
  .panel { display: block; }
  .panel h3 { margin-top: 12pt; }
  .facts { break-inside: avoid; }
  .swatch, .dot, .bar i, .points .main > * { print-color-adjust: exact; }
  svg { print-color-adjust: exact; }
  a { text-decoration: none; }
}
`;
