import type { GateCheck } from '../../contract/gate.ts';

/** The checks of a gate as JUnit's XML, for the test reports of a build server. */
export function junitXml(checks: readonly GateCheck[], passport: string): string {
  const of = (outcome: GateCheck['outcome']): number =>
    checks.filter((check) => check.outcome === outcome).length;
  const counts = `tests="${String(checks.length)}" failures="${String(of('failed'))}" errors="0" skipped="${String(of('skipped'))}"`;
  const cases = checks.map(({ name, outcome, sentence }) => {
    const head = `    <testcase classname="isoline.gate" name="${escape(name)}"`;
    const text = escape(sentence);
    switch (outcome) {
      case 'passed':
        return `${head}>\n      <system-out>${text}</system-out>\n    </testcase>`;
      case 'failed':
        return `${head}>\n      <failure type="gate" message="${text}">${text}</failure>\n    </testcase>`;
      case 'skipped':
        return `${head}>\n      <skipped message="${text}"/>\n    </testcase>`;
    }
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="isoline gate" ${counts}>`,
    `  <testsuite name="${escape(passport)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** What XML 1.0 cannot hold, however written: most control characters, lone surrogates. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text for an element or a quoted attribute. */
function escape(text: string): string {
  return text
    .replaceAll(forbidden, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
}
