import type { Decision } from '../../contract/decision.ts';
import type { Evaluation } from '../../contract/evaluation.ts';
import { decisionTime } from './decision-section.ts';
import { html } from './html.ts';
import type { Content, Markup } from './html.ts';
import { formatThreshold } from './numbers.ts';
import { scoreName, section } from './parts.ts';
import type { MainPoint } from './view.ts';

/** The block that is signed by hand; whoever decided is named in it already. */
export function signOffSection(
  evaluation: Evaluation,
  main: MainPoint,
  decision: Decision | null,
): Markup {
  const rows: [string, Content, Content][] = [
    [
      'Decided by',
      decision !== null && html`<bdi>${decision.author}</bdi>`,
      decision !== null && decisionTime(decision),
    ],
    ['Reviewed by', false, false],
    ['Approved by', false, false],
  ];
  const { point } = main;
  return section(
    'sign-off',
    'Sign-off',
    html`<div class="sign-off">
      <p>
        ${
          point === null
            ? 'There is no threshold to approve.'
            : html`Threshold <b class="threshold">${formatThreshold(point.threshold)}</b>
                (${scoreName(evaluation)}, accept at or above), evaluation
                <code>${evaluation.provenance.evaluationId}</code>${
                  decision === null
                    ? ', not decided on when this report was made'
                    : html`, decision <code>${decision.id}</code>`
                }.`
        }
      </p>
      <table class="signatures">
        <thead>
          <tr>
            <th scope="col"><span class="unseen">What for</span></th>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Date</th>
            <th scope="col">Signature</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([what, name, date]) =>
              html`<tr>
                <th scope="row">${what}</th>
                <td>${name}</td>
                <td></td>
                <td>${date}</td>
                <td></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
  );
}
