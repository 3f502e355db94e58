import { Select, Switch, Title, UnstyledButton } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainInput } from '../../../contract/api/training.ts';
import { NumberField } from '../../components/number-field.tsx';
import type { DraftOptions, TrainingDraft } from './training-draft.ts';

const heads = ['residual', 'linear', 'mlp'] as const;
const engines = ['auto', 'onnxruntime', 'tensorflow'] as const;

/** Options that are rarely changed, behind a button. */
export function MoreFields(props: {
  draft: TrainingDraft;
  onChange: (part: Partial<TrainingDraft>) => void;
  onOptions: (part: Partial<DraftOptions>) => void;
}) {
  const { t } = useTranslation('training');
  const [isOpen, setOpen] = useState(false);
  const fields = useId();
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4">
        <UnstyledButton
          className="training-more"
          aria-expanded={isOpen}
          aria-controls={fields}
          onClick={() => setOpen(!isOpen)}
        >
          <span aria-hidden="true">{isOpen ? '▾ ' : '▸ '}</span>
          {isOpen ? t('form.less') : t('form.more')}
        </UnstyledButton>
      </Title>
      <div id={fields} hidden={!isOpen}>
        <div className="training-fields">
          <HeadFields options={props.draft.options} onOptions={props.onOptions} />
          <BatchFields options={props.draft.options} onOptions={props.onOptions} />
          <EngineFields draft={props.draft} onChange={props.onChange} />
        </div>
      </div>
    </section>
  );
}

interface OptionsProps {
  options: DraftOptions;
  onOptions: (part: Partial<DraftOptions>) => void;
}

function HeadFields({ options, onOptions }: OptionsProps) {
  const { t } = useTranslation('training');
  return (
    <>
      <Select
        label={t('form.head')}
        description={t('form.headText')}
        value={options.head}
        onChange={(value) =>
          onOptions({ head: heads.find((head) => head === value) ?? 'residual' })
        }
        data={heads.map((value) => ({ value, label: t(`form.heads.${value}`) }))}
      />
      {options.head !== 'linear' && (
        <NumberField
          label={t('form.rank')}
          description={t('form.rankText')}
          value={options.rank}
          onChange={(rank) => onOptions({ rank })}
          min={1}
          max={4096}
          allowDecimal={false}
        />
      )}
      {options.head !== 'residual' && (
        <NumberField
          label={t('form.dimension')}
          description={t('form.dimensionText')}
          value={options.dimension}
          onChange={(dimension) => onOptions({ dimension })}
          min={1}
          max={4096}
          allowDecimal={false}
        />
      )}
      <NumberField
        label={t('form.dropout')}
        description={t('form.dropoutText')}
        value={options.dropout}
        onChange={(dropout) => onOptions({ dropout })}
        min={0}
        max={0.95}
        step={0.05}
      />
      <NumberField
        label={t('form.weightDecay')}
        description={t('form.weightDecayText')}
        value={options.weightDecay}
        onChange={(weightDecay) => onOptions({ weightDecay })}
        min={0}
        max={1}
        step={1e-4}
      />
    </>
  );
}

function BatchFields({ options, onOptions }: OptionsProps) {
  const { t } = useTranslation('training');
  return (
    <>
      <NumberField
        label={t('form.views')}
        description={t('form.viewsText')}
        value={options.views}
        onChange={(views) => onOptions({ views })}
        min={1}
        max={16}
        allowDecimal={false}
      />
      <Switch
        label={t('form.flip')}
        description={t('form.flipText')}
        checked={options.flip}
        disabled={options.views === 1}
        onChange={(event) => onOptions({ flip: event.currentTarget.checked })}
      />
      <NumberField
        label={t('form.classesPerBatch')}
        description={t('form.classesPerBatchText')}
        value={options.classesPerBatch}
        onChange={(classesPerBatch) => onOptions({ classesPerBatch })}
        min={2}
        max={4096}
        allowDecimal={false}
      />
      <NumberField
        label={t('form.imagesPerClass')}
        description={t('form.imagesPerClassText')}
        value={options.imagesPerClass}
        onChange={(imagesPerClass) => onOptions({ imagesPerClass })}
        min={2}
        max={64}
        allowDecimal={false}
      />
    </>
  );
}

function EngineFields({
  draft,
  onChange,
}: {
  draft: TrainingDraft;
  onChange: (part: Partial<TrainingDraft>) => void;
}) {
  const { t } = useTranslation('training');
  return (
    <>
      <NumberField
        label={t('form.seed')}
        description={t('form.seedText')}
        value={draft.seed}
        onChange={(seed) => onChange({ seed })}
        min={0}
        max={4294967295}
        allowDecimal={false}
      />
      <Select
        label={t('form.engine')}
        description={t('form.engineText')}
        value={draft.engine}
        onChange={(value) =>
          onChange({
            engine: engines.find((name): name is TrainInput['engine'] => name === value) ?? 'auto',
          })
        }
        data={engines.map((value) => ({ value, label: t(`form.engines.${value}`) }))}
      />
      <NumberField
        label={t('form.batch')}
        description={t('form.batchText')}
        value={draft.batch}
        onChange={(batch) => onChange({ batch })}
        min={1}
        max={4096}
        allowDecimal={false}
      />
    </>
  );
}
