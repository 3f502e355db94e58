import {
  Anchor,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ComparisonView } from '../../../contract/comparison.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatRate } from '../../components/format.ts';
import { LoadFailure } from '../../components/not-found.tsx';
import { useSaving } from '../../components/saving.ts';
import { ClassChanges } from './class-changes.tsx';
import { Cautions, ComparisonProvenance } from './comparison-provenance.tsx';
import { mainTarget, matchedTargets } from './reading.ts';
import { SetVerdict } from './set-verdict.tsx';
import { FiguresTable, RatesTables, ThresholdsTable } from './set-tables.tsx';

/** One comparison: what it says, then every figure. */
export function ComparisonScreen({ id }: { id: string }) {
  const { t } = useTranslation(['compare', 'common']);
  const { data, error } = useQuery({
    ...engine.comparisons.get.queryOptions({ input: { id } }),
    staleTime: Infinity,
  });
  if (data === undefined && error !== null) {
    return <LoadFailure what="comparison" name={id} error={error} />;
  }
  return (
    <>
      <Anchor component={Link} href="/compare" size="sm">
        {t('back')}
      </Anchor>
      {data === undefined && <Skeleton height={320} aria-label={t('common:loading')} />}
      {data !== undefined && <LoadedComparison id={id} {...data} />}
    </>
  );
}

function LoadedComparison({
  id,
  comparison,
  beforeId,
  afterId,
}: {
  id: string;
  comparison: ComparisonView;
  beforeId: string;
  afterId: string;
}) {
  const { t } = useTranslation('compare');
  const [pair, setPair] = useState(0);
  const [setName, setSetName] = useState<string | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const compared = comparison.comparisons[pair];
  const set = compared?.sets.find((one) => one.set === setName) ?? compared?.sets[0];
  if (compared === undefined || set === undefined) return null;
  const before = comparison.evaluations[compared.before]!;
  const after = comparison.evaluations[compared.after]!;
  const targets = matchedTargets(set);
  const target =
    targets.find(({ targetFalseAcceptRate }) => targetFalseAcceptRate === asked) ?? mainTarget(set);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <Title order={1} className="compare-name">
          {before.name} → {after.name}
        </Title>
        <Group gap="xs">
          <Button component={Link} href={`/threshold/${beforeId}`} variant="default">
            {t('openBefore')}
          </Button>
          <Button component={Link} href={`/threshold/${afterId}`} variant="default">
            {t('openAfter')}
          </Button>
          <ReportMenu id={id} />
        </Group>
      </Group>
      <Group gap="md" align="flex-end">
        {comparison.comparisons.length > 1 && (
          <Select
            label={t('choose.pair')}
            value={String(pair)}
            onChange={(value) => setPair(Number(value))}
            data={comparison.comparisons.map((one, k) => ({
              value: String(k),
              label: comparison.evaluations[one.after]?.name ?? '',
            }))}
          />
        )}
        {compared.sets.length > 1 && (
          <SegmentedControl
            aria-label={t('choose.set')}
            value={set.set}
            onChange={setSetName}
            data={compared.sets.map((one) => ({ value: one.set, label: t(`set.${one.set}`) }))}
          />
        )}
        {target !== null && (
          <Group gap="xs">
            <Text size="sm">{t('choose.target')}</Text>
            <SegmentedControl
              aria-label={t('choose.target')}
              value={String(target.targetFalseAcceptRate)}
              onChange={(value) => setAsked(Number(value))}
              data={targets.map(({ targetFalseAcceptRate }) => ({
                value: String(targetFalseAcceptRate),
                label: formatRate(targetFalseAcceptRate),
              }))}
            />
          </Group>
        )}
      </Group>
      <SetVerdict set={set} target={target} />
      <Cautions set={set} />
      <div className="compare-columns">
        {target !== null && <RatesTables set={set} target={target} />}
        <FiguresTable set={set} />
      </div>
      <ThresholdsTable set={set} target={target} />
      {target !== null && (
        <ClassChanges
          key={`${String(pair)} ${set.set}`}
          part={{ id, pair, set: set.set }}
          classNames={set.classNames}
          target={target}
        />
      )}
      <ComparisonProvenance comparison={comparison} before={before} after={after} />
    </Stack>
  );
}

function ReportMenu({ id }: { id: string }) {
  const { t } = useTranslation(['compare', 'common']);
  const save = useSaving((format: 'html' | 'json') => client.comparisons.report({ id, format }));
  return (
    <Stack gap="xs">
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button loading={save.isPending}>{t('report.menu')} ▾</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save.mutate('html')}>{t('report.html')}</Menu.Item>
          <Menu.Item onClick={() => save.mutate('json')}>{t('report.json')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {save.error !== null && <FailureNotice error={save.error} />}
    </Stack>
  );
}
