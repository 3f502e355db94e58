import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ClassPairItem } from '../../../contract/api/review-items.ts';
import { formatCount } from '../../components/format.ts';
import { PairLinks } from './pair-links.tsx';
import { reviewAddress } from './review-address.ts';

/** Two classes that the model takes for one: how often, and with which pairs. */
export function ClassPairView({
  evaluationId,
  item,
  threshold,
}: {
  evaluationId: string;
  item: ClassPairItem;
  threshold: number;
}) {
  const { t } = useTranslation(['review', 'common']);
  const classes = [
    { class: item.first, name: item.firstName },
    { class: item.second, name: item.secondName },
  ];
  return (
    <article className="review-sheet">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Title order={2} size="h4" className="review-name">
          <bdi>{item.firstName}</bdi> × <bdi>{item.secondName}</bdi>
        </Title>
        <Button
          component={Link}
          className="review-fixed"
          href={reviewAddress(evaluationId, 'wrong-pairs', {
            threshold,
            side: 'false-accepts',
            classes: [item.first, item.second],
          })}
        >
          {t('sheet.reviewPairs')}
        </Button>
      </Group>
      <Text size="sm">
        {t('list.classPair', { count: item.falseAccepts })}{' '}
        {t('list.classPairOf', { pairs: formatCount(item.pairs) })}
      </Text>
      <Group gap="md">
        {classes.map(({ class: c, name }) => (
          <Anchor
            key={c}
            component={Link}
            size="sm"
            href={reviewAddress(evaluationId, `class/${String(c)}`, { threshold })}
          >
            {t('sheet.open', { name })}
          </Anchor>
        ))}
      </Group>
      <h3>{t('sheet.between')}</h3>
      <PairLinks
        evaluationId={evaluationId}
        threshold={threshold}
        classes={[item.first, item.second]}
        side="false-accepts"
        none={t('none.wrong-pairs')}
      />
    </article>
  );
}
