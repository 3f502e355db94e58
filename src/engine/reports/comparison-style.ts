/** What the comparison's page has beside the report's style sheet. */
export const comparisonStyle = `
.word { display: inline-block; white-space: nowrap; color: var(--quiet); }
.word .none { white-space: normal; }
.word.better { color: var(--ink); font-weight: 600; }
.word.worse { color: var(--wrong); font-weight: 600; }
.keys.changes-of { grid-template-columns: 1.3fr 1.2fr 1.2fr 1.1fr 1.1fr 1.1fr; }
.changes-of .key b { font-size: 17px; line-height: 1.5; white-space: nowrap; }
.changes-of .key .rate { display: inline; }
.compared { table-layout: fixed; }
.compared th:first-child { width: 21%; }
.compared th:nth-child(2), .compared th:nth-child(3) { width: 13%; }
.compared th:nth-child(4) { width: 16%; }
.compared th:nth-child(5) { width: 14%; }
.compared .number small { white-space: normal; overflow-wrap: anywhere; }
.indent { padding-left: 1.2em; color: var(--quiet); }
svg.interval { width: 130px; height: 16px; margin-left: auto; }
.interval .zero { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 2 2; }
.interval .reach { stroke: var(--quiet); stroke-width: 2; }
.interval circle { fill: var(--quiet); }
.interval.better .reach { stroke: var(--ink); }
.interval.better circle { fill: var(--ink); }
.interval.worse .reach { stroke: var(--wrong); }
.interval.worse circle { fill: var(--wrong); }
.dot.fixed, .dot.newly-broken { background: none; border: 1.5px solid var(--ink); }
.dot.newly-broken { border-color: var(--wrong); }
circle.ring.newly-broken { stroke: var(--wrong); }
.origins th:first-child { white-space: nowrap; }
.all-classes thead th { position: sticky; top: 0; background: var(--paper); }
@media screen and (max-width: 900px) { .keys.changes-of { grid-template-columns: 1fr 1fr; } .compared { min-width: 720px; } }
@media print { .rates, .origins { break-inside: avoid; } .compared th:first-child { width: 20%; } .compared th:nth-child(2), .compared th:nth-child(3) { width: 16%; } .compared th:nth-child(4) { width: 18%; } .exchanged th, .exchanged td { padding-left: 5px; padding-right: 5px; } .exchanged .number, .all-classes thead .number, .changes thead .number { white-space: normal; } .all-classes thead th { position: static; } .keys.changes-of { grid-template-columns: 1.2fr 1fr 1fr; } svg.interval { width: 90px; } }
`;
