import { Badge, Group, Text, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetProblem } from '../../../contract/api/datasets.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { data } from '../../app/words/data.ts';
import { formatCount } from '../../components/format.ts';

type KindKey = keyof (typeof data)['en']['problems']['kind'];
const kindKeys = Object.keys(data.en.problems.kind) as KindKey[];
/** Kinds that make figures wrong, not only smaller. */
const serious: readonly string[] = ['duplicate-across-classes', 'unreadable', 'missing'];

/** What is wrong with a dataset, by kind, each entry with its file and reason. */
export function ProblemList({ problems }: { problems: readonly DatasetProblem[] }) {
  const { t } = useTranslation(['data', 'common']);
  const said = useSentences();
  const [open, setOpen] = useState<string | null>(null);
  const kinds = Map.groupBy(problems, ({ kind }) => kind);
  return (
    <section className="isoline-panel">
      <Title order={2} size="h4" mb="xs">
        {t('problems.title')}
      </Title>
      {problems.length === 0 && <Text size="sm">{t('problems.none')}</Text>}
      <ul className="data-problems">
        {[...kinds].map(([kind, entries]) => (
          <li key={kind}>
            <UnstyledButton
              aria-expanded={open === kind}
              onClick={() => setOpen(open === kind ? null : kind)}
            >
              <Group gap="xs">
                <Badge color={serious.includes(kind) ? 'red' : 'gray'} variant="dot" size="sm">
                  {/* A folder without images stands for no file, and is one all the same. */}
                  {formatCount(entries.reduce((sum, { count }) => sum + Math.max(1, count), 0))}
                </Badge>
                <Text size="sm">
                  {t(`problems.kind.${kindKeys.find((key) => key === kind) ?? 'other'}`)}
                </Text>
                <Text size="xs" c="dimmed">
                  {open === kind ? t('problems.hide') : t('problems.show')}
                </Text>
              </Group>
            </UnstyledButton>
            {open === kind && (
              <ul className="data-problem-entries" tabIndex={0}>
                {entries.map(({ path, reason }, k) => (
                  <li key={`${path} ${String(k)}`}>
                    <code>{path}</code> {said(reason)}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
