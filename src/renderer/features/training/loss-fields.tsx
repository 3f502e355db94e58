import { Input, SegmentedControl, Select, Switch, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLossSchema } from '../../../contract/api/training.ts';
import { usualTcmWeight } from '../../../core/losses/tcm-weight.ts';
import { formatCount } from '../../components/format.ts';
import { NumberField } from '../../components/number-field.tsx';
import { Term } from '../../components/term.tsx';
import type { DraftTcm, TrainingDraft } from './training-draft.ts';

const none = 'none';
/** Margins to begin with where a person gives them: those of the paper. */
const firstMargins = [0.9, 0.5] as const;

/** What the head learns: the base loss, TCM beside it, and whether several weights are tried. */
export function LossFields({
  draft,
  onChange,
  onOptions,
}: {
  draft: TrainingDraft;
  onChange: (part: Partial<TrainingDraft>) => void;
  onOptions: (part: Partial<TrainingDraft['options']>) => void;
}) {
  const { t } = useTranslation('training');
  const { baseLoss, tcm } = draft.options;
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('form.loss')}
      </Title>
      <div className="training-fields">
        <Select
          label={t('form.baseLoss')}
          description={t(`form.baseLossText.${baseLoss ?? none}`)}
          value={baseLoss ?? none}
          onChange={(value) =>
            onOptions({ baseLoss: baseLossSchema.safeParse(value).data ?? null })
          }
          data={[
            ...baseLossSchema.options.map((value) => ({ value, label: value })),
            { value: none, label: t('form.noBaseLoss') },
          ]}
        />
        <Switch
          label={t('form.sweep')}
          description={t('form.sweepText')}
          checked={draft.sweep}
          onChange={(event) => onChange({ sweep: event.currentTarget.checked })}
        />
      </div>
      <div className="training-fields training-tcm">
        <div>
          <Switch
            label={t('form.tcm')}
            description={t('form.tcmText')}
            checked={tcm !== null}
            onChange={(event) =>
              onOptions({
                tcm: event.currentTarget.checked ? { weight: null, margins: null } : null,
              })
            }
          />
          <Text size="xs" mt={4}>
            <Term name="tcm" />
          </Text>
        </div>
        {tcm !== null && (
          <TcmFields tcm={tcm} baseLoss={baseLoss} onChange={(next) => onOptions({ tcm: next })} />
        )}
      </div>
    </section>
  );
}

function TcmFields({
  tcm,
  baseLoss,
  onChange,
}: {
  tcm: DraftTcm;
  baseLoss: TrainingDraft['options']['baseLoss'];
  onChange: (tcm: DraftTcm) => void;
}) {
  const { t } = useTranslation('training');
  const label = useId();
  const { margins } = tcm;
  return (
    <>
      <NumberField
        label={t('form.weight')}
        description={t('form.weightText')}
        placeholder={t('form.weightAuto', { weight: formatCount(usualTcmWeight(baseLoss)) })}
        value={tcm.weight}
        onChange={(weight) => onChange({ ...tcm, weight })}
        min={0.0001}
        max={10_000}
      />
      <div>
        <Input.Label component="div" display="block" size="xs" id={label}>
          {t('form.margins')}
        </Input.Label>
        <SegmentedControl
          aria-labelledby={label}
          value={margins === null ? 'auto' : 'given'}
          onChange={(value) =>
            onChange({ ...tcm, margins: value === 'auto' ? null : firstMargins })
          }
          data={[
            { value: 'auto', label: t('form.marginsAuto') },
            { value: 'given', label: t('form.marginsGiven') },
          ]}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {t('form.marginsText')}
        </Text>
      </div>
      {margins !== null && (
        <>
          <NumberField
            label={t('form.positiveMargin')}
            description={t('form.marginText')}
            value={margins[0]}
            onChange={(positive) => onChange({ ...tcm, margins: [positive, margins[1]] })}
            min={-1}
            max={1}
            step={0.05}
          />
          <NumberField
            label={t('form.negativeMargin')}
            description={t('form.marginText')}
            value={margins[1]}
            onChange={(negative) => onChange({ ...tcm, margins: [margins[0], negative] })}
            min={-1}
            max={1}
            step={0.05}
          />
        </>
      )}
    </>
  );
}
