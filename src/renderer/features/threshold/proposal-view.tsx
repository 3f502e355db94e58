import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Interval } from '../../../contract/evaluation.ts';
import type { Proposal, ThresholdRates } from '../../../contract/decision.ts';
import { fewestProbeClasses } from '../../../core/metrics/new-class-guarantee.ts';
import { quantile } from '../../../core/metrics/statistics.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { isolated } from '../../app/words/isolated.ts';
import { formatCount, formatDecimal, formatPercent, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { rateText } from './threshold-text.ts';

/** What a policy comes to: requested, attained and held-out values side by side, and what decides them. */
export function ProposalView({
  proposal,
  onSelect,
}: {
  proposal: Proposal;
  /** Opens a class; null where its classes are not those on the screen. */
  onSelect: ((c: number) => void) | null;
}) {
  const { t } = useTranslation('threshold');
  const said = useSentences();
  const { threshold, attained, heldOut, thresholdInterval, policy, price, guarantee } = proposal;
  const { thresholdIntervalReason, priceReason } = proposal;
  return (
    <div className="threshold-proposal">
      {threshold !== null && (
        <p className="threshold-proposed">
          <b>t {formatDecimal(threshold, 4)}</b>{' '}
          {typeof thresholdInterval?.lower === 'number' && thresholdInterval.upper !== null && (
            <Term name="interval">
              [{formatDecimal(thresholdInterval.lower, 4)},{' '}
              {formatDecimal(thresholdInterval.upper, 4)}]
            </Term>
          )}
        </p>
      )}
      {policy.threshold !== undefined ? (
        <p className="threshold-note">{t('proposal.given')}</p>
      ) : (
        thresholdIntervalReason !== undefined && (
          <p className="threshold-note">
            {t('proposal.noInterval', { reason: said(thresholdIntervalReason) })}
          </p>
        )
      )}
      {attained !== null && (
        <table className="threshold-rates-table">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('proposal.requested')}</th>
              <th scope="col">{t('proposal.attained')}</th>
              {heldOut !== null && <th scope="col">{t('proposal.heldOut')}</th>}
            </tr>
          </thead>
          <tbody>
            {(['falseAcceptRate', 'falseRejectRate'] as const).map((rate) => (
              <tr key={rate}>
                <th scope="row">{rate === 'falseAcceptRate' ? 'FAR' : 'FRR'}</th>
                <td>{policy[rate] === undefined ? '–' : `≤ ${formatRate(policy[rate])}`}</td>
                {[attained, ...(heldOut === null ? [] : [heldOut])].map((rates) => (
                  <td key={rates.set} title={countsOf(rates, rate)}>
                    {formatRate(rates[rate])}
                    <IntervalText interval={rates[`${rate}Interval`]} />
                  </td>
                ))}
              </tr>
            ))}
            {(['worstClassFalseAcceptRate', 'worstClassFalseAcceptRate95'] as const).map((name) =>
              policy[name] === undefined ? null : (
                <tr key={name}>
                  <th scope="row">{t(`proposal.${name}`)}</th>
                  <td>≤ {formatRate(policy[name])}</td>
                  {[attained, ...(heldOut === null ? [] : [heldOut])].map((rates) => (
                    <td key={rates.set}>
                      {formatRate(highRate(rates, name === 'worstClassFalseAcceptRate' ? 1 : 0.95))}
                    </td>
                  ))}
                </tr>
              ),
            )}
          </tbody>
        </table>
      )}
      {[attained, heldOut].some((rates) => rates?.falseAcceptRateInterval?.note !== undefined) && (
        <Text size="xs" c="dimmed">
          {t('proposal.fewAccepts')}
        </Text>
      )}
      {proposal.bounds.map((bound) => (
        <div key={bound.constraint} className="threshold-note">
          {t(`proposal.bound.${bound.side}`, {
            constraint: t(`proposal.constraint.${bound.constraint}`),
            target: formatRate(bound.target),
            threshold: formatDecimal(bound.threshold, 4),
          })}
          {bound.classes.length > 0 && (
            <span className="threshold-blocking">
              {' '}
              {t(proposal.status === 'infeasible' ? 'proposal.blocking' : 'proposal.deciding')}{' '}
              {bound.classes.slice(0, 4).map((entry) => (
                <button
                  key={entry.class}
                  type="button"
                  disabled={onSelect === null}
                  onClick={() => onSelect?.(entry.class)}
                >
                  {isolated(entry.name)}{' '}
                  {bound.side === 'at-least'
                    ? `FAR ${formatRate(entry.falseAcceptRate)}`
                    : `FRR ${formatRate(entry.falseRejectRate)}`}
                </button>
              ))}
            </span>
          )}
        </div>
      ))}
      {price !== null && (
        <Text size="xs" mt={4}>
          {t('proposal.price', {
            one: formatRate(price.falseRejectRateOfOne),
            own: formatRate(price.falseRejectRateOfOwn),
          })}
        </Text>
      )}
      {priceReason !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('proposal.noPrice', { reason: said(priceReason) })}
        </Text>
      )}
      {guarantee !== null && (
        <Text size="xs" mt={4}>
          {t(guarantee.guaranteed ? 'proposal.guaranteed' : 'proposal.notGuaranteed', {
            share: formatPercent(guarantee.upperShare),
            target: formatRate(guarantee.targetFalseAcceptRate),
            level: formatPercent(guarantee.level),
            fresh: formatCount(fewestProbeClasses(guarantee.wantedShare, guarantee.level)),
          })}
        </Text>
      )}
      {proposal.notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {said(note)}
        </Text>
      ))}
    </div>
  );
}

function IntervalText({ interval }: { interval: Interval | null }) {
  return interval === null ? null : (
    <span className="threshold-interval">
      [{formatRate(interval.lower)}, {formatRate(interval.upper)}]
      {interval.note !== undefined && '*'}
    </span>
  );
}

function countsOf(rates: ThresholdRates, rate: 'falseAcceptRate' | 'falseRejectRate'): string {
  return rate === 'falseAcceptRate'
    ? rateText(rates.falseAcceptRate, rates.falseAccepts, rates.impostorPairs)
    : rateText(rates.falseRejectRate, rates.falseRejects, rates.genuinePairs);
}

/** A quantile of the class FARs; 1 is the highest. */
function highRate({ classFalseAcceptRate }: ThresholdRates, share: number): number | null {
  const sorted = classFalseAcceptRate.filter((rate) => rate !== null).sort((a, b) => a - b);
  return sorted.length === 0 ? null : quantile(sorted, share);
}
