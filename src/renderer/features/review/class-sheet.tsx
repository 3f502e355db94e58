import { Anchor, Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ClassItem } from '../../../contract/api/review-items.ts';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import { engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { formatCount, formatFigure, formatRate } from '../../components/format.ts';
import { Term } from '../../components/term.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { ClassNote } from './class-note.tsx';
import { ClassTags } from './class-tags.tsx';
import { PairLinks } from './pair-links.tsx';
import { reviewAddress } from './review-address.ts';

/** Images of the class, and rivals, that the sheet shows. */
const shownImages = 60;
const shownRivals = 8;

/** One class: what the threshold does to it, tags and note, its images, worst pairs and rivals. */
export function ClassSheet({
  view,
  class: c,
  threshold,
}: {
  view: EvaluationView;
  class: number;
  threshold: number;
}) {
  const { t } = useTranslation(['review', 'common']);
  const evaluationId = view.row.id;
  const sheet = useQuery(
    engine.review.classSheet.queryOptions({
      input: { evaluationId, class: c, threshold, limit: shownImages },
      staleTime: 60_000,
    }),
  );
  const rivals = useQuery(
    engine.evaluations.rivals.queryOptions({
      input: { id: evaluationId, class: c, threshold },
      staleTime: Infinity,
    }),
  );
  const name = view.classNames[c] ?? '';
  const pairsOf = (others: readonly number[]): string =>
    reviewAddress(evaluationId, 'wrong-pairs', { threshold, classes: [c, ...others] });
  return (
    <article className="review-sheet" aria-label={t('sheet.label', { name })}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Title order={2} size="h4" className="review-name">
          {name}
        </Title>
        <Button component={Link} className="review-fixed" href={pairsOf([])}>
          {t('sheet.review')}
        </Button>
      </Group>
      {sheet.error !== null && <FailureNotice error={sheet.error} />}
      {sheet.data === undefined ? (
        sheet.error === null && <Skeleton height={160} aria-label={t('common:loading')} />
      ) : (
        <>
          <ClassFigures figures={sheet.data.figures} />
          <ClassTags evaluationId={evaluationId} figures={sheet.data.figures} />
          <ClassNote
            key={c}
            evaluationId={evaluationId}
            figures={sheet.data.figures}
            note={sheet.data.note}
          />
          <h3>{t('sheet.members')}</h3>
          {sheet.data.images.length < sheet.data.figures.images && (
            <Text size="xs" c="dimmed">
              {t('sheet.first', {
                count: sheet.data.images.length,
                total: formatCount(sheet.data.figures.images),
              })}
            </Text>
          )}
          <ul className="review-members">
            {sheet.data.images.map((image) => (
              <li key={image.image} data-changed={image.change !== null}>
                <Thumbnail imageId={image.imageId} name={image.name} size={72} />
                {image.change !== null && (
                  <span className="review-change" title={image.change.to ?? undefined}>
                    {image.change.to === null
                      ? t('pair.leftOut')
                      : t('pair.change', { className: image.change.to })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('sheet.worst')}</h3>
      <PairLinks
        evaluationId={evaluationId}
        threshold={threshold}
        classes={[c]}
        side="false-rejects"
        none={t('sheet.noWorst')}
      />
      <h3>{t('sheet.rivals')}</h3>
      {rivals.error !== null && <FailureNotice error={rivals.error} />}
      {rivals.data?.rivals.length === 0 && <Text size="sm">{t('sheet.noRivals')}</Text>}
      <ol className="review-rivals">
        {rivals.data?.rivals.slice(0, shownRivals).map(({ second, falseAccepts, pairs }) => (
          <li key={second}>
            <Anchor
              component={Link}
              size="sm"
              href={reviewAddress(evaluationId, `class/${String(second)}`, { threshold })}
            >
              {view.classNames[second]}
            </Anchor>
            <Anchor component={Link} size="sm" href={pairsOf([second])}>
              {t('sheet.rival', { accepts: formatCount(falseAccepts), pairs: formatCount(pairs) })}
            </Anchor>
          </li>
        ))}
      </ol>
    </article>
  );
}

/** What a threshold does to a class, with counts. */
function ClassFigures({ figures }: { figures: ClassItem }) {
  const { t } = useTranslation(['review', 'common']);
  const { falseRejects, contribution } = figures;
  const counted = (rate: number | null, count: number | null, pairs: number): string =>
    rate === null || count === null
      ? '–'
      : t('change.counted', {
          rate: formatRate(rate),
          wrong: formatCount(count),
          pairs: formatCount(pairs),
        });
  return (
    <dl className="review-figures">
      <div>
        <dt>{t('sheet.members')}</dt>
        <dd>{formatCount(figures.images)}</dd>
      </div>
      <div>
        <dt>
          <Term name="falseAcceptRate">FAR</Term>
        </dt>
        <dd>{counted(figures.falseAcceptRate, figures.falseAccepts, figures.impostorPairs)}</dd>
      </div>
      <div>
        <dt>
          <Term name="falseRejectRate">FRR</Term>
        </dt>
        <dd>{counted(figures.falseRejectRate, falseRejects, figures.genuinePairs)}</dd>
      </div>
      <div>
        <dt>{t('sheet.utility')}</dt>
        <dd>{formatFigure(figures.utility)}</dd>
      </div>
      <div>
        <dt>
          <Term name="opis">{t('sheet.contribution')}</Term>
        </dt>
        <dd>{formatFigure(contribution === null ? null : 1000 * contribution)}</dd>
      </div>
    </dl>
  );
}
