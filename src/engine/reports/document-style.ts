/** What the threshold report has beside the style sheet that it shares with the comparison. */
export const documentStyle = `
blockquote { margin: 0 0 12px; padding-left: 12px; border-left: 3px solid var(--rule); white-space: pre-line; overflow-wrap: anywhere; max-width: 88ch; }
.decided-tables { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 12px 40px; align-items: start; margin-bottom: 12px; }
.scales td { white-space: nowrap; }
.decided th small, .worst th small { display: block; }
.because { margin: 0 0 10px; }
.intervals .main > * { background: var(--main-row); }
.intervals th:first-child { padding-left: 8px; }
.worst { table-layout: fixed; }
.worst.pictured th:nth-child(1) { width: 26%; }
.worst.pictured th:nth-child(2), .worst.pictured th:nth-child(3) { width: 14%; }
.pictures { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 5px; max-width: 480px; }
.pictures.pair { grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 130px; }
.pictures img { display: block; width: 100%; aspect-ratio: 1; object-fit: contain; background: #fff; border: 1px solid var(--rule); border-radius: 2px; }
.collisions.pictured th:nth-child(3) { width: 20%; }
.collisions.pictured th:nth-child(4) { width: 10%; }
.collisions.pictured th:nth-child(5) { width: 16%; }
.signatures { table-layout: fixed; border-collapse: separate; border-spacing: 10px 0; margin-left: -10px; max-width: 980px; }
.signatures th, .signatures td { padding-left: 0; padding-right: 0; }
.signatures tbody th { border-bottom: 0; }
.signatures th:nth-child(1) { width: 13%; }
.signatures th:nth-child(4) { width: 18%; }
.signatures th:nth-child(5) { width: 29%; }
.signatures td, .signatures tbody th { height: 44px; vertical-align: bottom; overflow-wrap: anywhere; border-bottom-color: var(--quiet); }
@media screen and (max-width: 900px) { .decided-tables { grid-template-columns: minmax(0, 1fr); } .worst.pictured, .collisions.pictured { min-width: 720px; } }
@media print {
  .sign-off, .decided-tables, blockquote { break-inside: avoid; }
  .decided-tables { gap: 12px 24px; }
  .pictures.pair { max-width: 26mm; }
  .pictures img, .intervals .main > * { print-color-adjust: exact; }
  .signatures td, .signatures tbody th { height: 12mm; }
}
`;
