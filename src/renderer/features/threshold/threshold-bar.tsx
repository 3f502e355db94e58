import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { formatRate } from '../../components/format.ts';
import type { ExactReading } from './accepted-now.ts';
import { LiveFigures } from './live-figures.tsx';
import type { ThresholdControl } from './threshold-control.ts';
import { ThresholdInput } from './threshold-input.tsx';
import type { ThresholdModel } from './threshold-model.ts';
import { ThresholdSlider } from './threshold-slider.tsx';

interface ThresholdBarProps {
  view: EvaluationView;
  /** Null until the counts of the classes are there. */
  model: ThresholdModel | null;
  control: ThresholdControl;
  exact: ExactReading | null;
  counting: boolean;
  onSelect: (c: number) => void;
}

/** The one threshold: to drag, to type, to jump with; and what it does. */
export function ThresholdBar({
  view,
  model,
  control,
  exact,
  counting,
  onSelect,
}: ThresholdBarProps) {
  const { t } = useTranslation(['threshold', 'common']);
  const said = useSentences();
  const { equalErrorRate, operatingPoints } = view;
  return (
    <section className="isoline-panel threshold-bar" aria-label={t('common:threshold')}>
      <div className="threshold-bar-set">
        <ThresholdInput control={control} score={view.score} />
        <ThresholdSlider control={control} />
        <Group gap={4} role="group" aria-label={t('jump.label')}>
          {operatingPoints.map(({ targetFalseAcceptRate, threshold, reason }) => (
            <Button
              key={targetFalseAcceptRate}
              variant="default"
              size="compact-xs"
              disabled={threshold === null}
              title={
                reason === undefined
                  ? t('jump.point', { rate: formatRate(targetFalseAcceptRate) })
                  : said(reason)
              }
              onClick={() => {
                if (threshold !== null) control.choose(threshold);
              }}
            >
              FAR ≤ {formatRate(targetFalseAcceptRate)}
            </Button>
          ))}
          <Button
            variant="default"
            size="compact-xs"
            disabled={equalErrorRate.threshold === null}
            title={
              equalErrorRate.reason === undefined
                ? t('jump.equalErrorRate')
                : said(equalErrorRate.reason)
            }
            onClick={() => {
              if (equalErrorRate.threshold !== null) control.choose(equalErrorRate.threshold);
            }}
          >
            EER {formatRate(equalErrorRate.rate)}
          </Button>
        </Group>
      </div>
      <LiveFigures
        view={view}
        model={model}
        control={control}
        exact={exact}
        counting={counting}
        onSelect={onSelect}
      />
    </section>
  );
}
