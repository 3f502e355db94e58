import { Select, Switch, Title, UnstyledButton } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainInput } from '../../../contract/api/training.ts';
import { DraftNumber } from './draft-number.tsx';
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
        <DraftNumber name="rank" draft={options} onChange={onOptions} min={1} max={4096} />
      )}
      {options.head !== 'residual' && (
        <DraftNumber name="dimension" draft={options} onChange={onOptions} min={1} max={4096} />
      )}
      <DraftNumber
        name="dropout"
        draft={options}
        onChange={onOptions}
        min={0}
        max={0.95}
        step={0.05}
      />
      <DraftNumber
        name="weightDecay"
        draft={options}
        onChange={onOptions}
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
      <DraftNumber name="views" draft={options} onChange={onOptions} min={1} max={16} />
      <Switch
        label={t('form.flip')}
        description={t('form.flipText')}
        checked={options.flip}
        disabled={options.views === 1}
        onChange={(event) => onOptions({ flip: event.currentTarget.checked })}
      />
      <DraftNumber name="classesPerBatch" draft={options} onChange={onOptions} min={2} max={4096} />
      <DraftNumber name="imagesPerClass" draft={options} onChange={onOptions} min={2} max={64} />
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
      <DraftNumber name="seed" draft={draft} onChange={onChange} min={0} max={4294967295} />
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
      <DraftNumber name="batch" draft={draft} onChange={onChange} min={1} max={4096} />
    </>
  );
}
