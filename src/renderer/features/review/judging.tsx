import { Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationView } from '../../../contract/api/evaluations.ts';
import type { Verdict, VerdictKind } from '../../../contract/api/review-items.ts';
import type { ReviewOverview } from '../../../contract/api/review.ts';
import { engine } from '../../api/client.ts';
import { imageAddress } from '../../api/shell.ts';
import { useAuthor } from '../../components/author.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { AuthorField } from './author-field.tsx';
import { BadImageChooser } from './bad-image-chooser.tsx';
import { LabelChooser } from './label-chooser.tsx';
import { PairView } from './pair-view.tsx';
import {
  type JudgedItem,
  judgedImages,
  likelyWrong,
  nearestClasses,
  shownImages,
} from './queue-items.ts';
import { useReviewKeys } from './review-keys.ts';
import { useSingleKeys } from './single-keys.ts';
import { useVerdicts } from './use-verdicts.ts';
import { VerdictBar } from './verdict-bar.tsx';

interface JudgingProps {
  view: EvaluationView;
  overview: ReviewOverview | undefined;
  item: JudgedItem;
  /** What is likely looked at next; null: not known. */
  next: JudgedItem | null;
  threshold: number;
  blind: boolean;
  onBlind: () => void;
  /** Called as soon as a verdict was given. */
  onGiven: () => void;
  /** Told the verdict that was taken back or brought back. */
  onMoved: (verdict: Verdict) => void;
}

/** An item with its images, and the verdicts on it: by key or by button. */
export function Judging(props: JudgingProps) {
  const { view, overview, item, next, threshold, blind, onBlind, onGiven, onMoved } = props;
  const { t } = useTranslation(['review', 'common']);
  const evaluationId = view.row.id;
  const [author, setAuthor] = useAuthor();
  const [missing, setMissing] = useState(false);
  const authorField = useRef<HTMLInputElement>(null);
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const [asking, setAsking] = useState<VerdictKind | null>(null);
  const verdicts = useVerdicts(evaluationId, author, onMoved);
  const images = judgedImages(item);
  const details = useQuery(detailsOptions(evaluationId, item));
  const classNames = useClassNames(view);
  const hidden = blind && item.verdict === null;
  useLookAhead(evaluationId, next);
  // A question belongs to the item that it was asked about.
  useEffect(() => setAsking(null), [item.key]);

  const isNamed = (): boolean => {
    if (author.trim() !== '') return true;
    setMissing(true);
    authorField.current?.focus();
    return false;
  };
  const give = (
    kind: VerdictKind,
    about: number | null = null,
    className: string | null = null,
  ): void => {
    setAsking(null);
    verdicts.give({ item, kind, about, className, blind: hidden });
    onGiven();
  };
  const say = (kind: VerdictKind): void => {
    if (!isNamed()) return;
    const asks = kind === 'label-wrong' || (kind === 'bad-image' && images.length > 1);
    if (asks) setAsking(asking === kind ? null : kind);
    else give(kind, kind === 'bad-image' ? 0 : null);
  };
  const move = (way: 'undo' | 'redo') => (): void => {
    if (isNamed()) verdicts.move(way);
  };
  useReviewKeys({
    'label-wrong': () => say('label-wrong'),
    'true-confusion': () => say('true-confusion'),
    'bad-image': () => say('bad-image'),
    skip: () => say('skip'),
    blind: onBlind,
    undo: move('undo'),
    redo: move('redo'),
  });
  const sides = details.data?.images ?? [];
  const rival = item.kind === 'image' ? [item.rivalClassName] : [];
  return (
    <div className="review-judging">
      <div className="review-verdict-area">
        <VerdictBar
          standing={item.verdict?.kind ?? null}
          asking={asking}
          onVerdict={say}
          blind={blind}
          onBlind={onBlind}
          canUndo={overview?.canUndo ?? false}
          canRedo={overview?.canRedo ?? false}
          onUndo={move('undo')}
          onRedo={move('redo')}
        />
        <div className="review-said">
          <p role="status" aria-live="polite">
            {verdicts.message}
          </p>
          <AuthorField
            author={author}
            onChange={setAuthor}
            missing={missing}
            fieldRef={authorField}
          />
        </div>
        {verdicts.error !== null && <FailureNotice error={verdicts.error} />}
        {asking === 'label-wrong' && !details.isPending && (
          <LabelChooser
            images={images}
            suspected={likelyWrong(sides)}
            suggestions={images.map((image, k) => [
              ...rival,
              ...images.filter((other) => other !== image).map(({ className }) => className),
              ...nearestClasses(sides[k]?.neighbours ?? []),
            ])}
            classNames={classNames}
            hidden={hidden}
            onChoose={(about, className) => give('label-wrong', about, className)}
            onCancel={() => setAsking(null)}
          />
        )}
        {asking === 'bad-image' && (
          <BadImageChooser
            onChoose={(about) => give('bad-image', about)}
            onCancel={() => setAsking(null)}
          />
        )}
      </div>
      {details.error !== null && <FailureNotice error={details.error} />}
      <PairView
        // Zoom and what was looked at instead belong to one item.
        key={item.key}
        evaluationId={evaluationId}
        item={item}
        threshold={threshold}
        hidden={hidden}
        details={details.data ?? null}
      />
      <div className="review-key-help">
        <Switch
          checked={singleKeys}
          label={t('verdict.singleKeys')}
          title={t('verdict.singleKeysHint')}
          onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
        />
        <p className="review-small">
          {t('verdict.keys')} · {singleKeys ? t('zoom.hint') : t('zoom.hintWithout')}
        </p>
      </div>
    </div>
  );
}

function detailsOptions(evaluationId: string, item: JudgedItem) {
  return engine.review.item.queryOptions({
    input: { evaluationId, images: judgedImages(item).map(({ image }) => image) },
    staleTime: 60_000,
  });
}

/** The classes that a label may be: those of the evaluation, and of all of its dataset. */
function useClassNames({ row, classNames }: EvaluationView): readonly string[] {
  const { data: dataset } = useQuery({
    ...engine.datasets.get.queryOptions({ input: { id: row.datasetId ?? 0 } }),
    enabled: row.datasetId !== null,
    staleTime: 60_000,
  });
  return useMemo(
    () => [...new Set([...classNames, ...(dataset?.classList.map(({ name }) => name) ?? [])])],
    [classNames, dataset],
  );
}

/** Looks the next item up while a person looks at this one, so that it is there at once. */
function useLookAhead(evaluationId: string, next: JudgedItem | null): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (next === null) return;
    // What fails here is asked again, and told, when it is looked at.
    queries.query(detailsOptions(evaluationId, next)).catch(() => undefined);
    for (const { imageId } of shownImages(next)) {
      if (imageId !== null) new Image().src = imageAddress(imageId, 1280);
    }
  }, [queries, evaluationId, next]);
}
