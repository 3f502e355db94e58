import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict, VerdictKind } from '../../../contract/api/review-items.ts';
import { client } from '../../api/client.ts';
import { type JudgedItem, judgedImages } from './queue-items.ts';
import { refreshReview, showVerdict } from './use-queue.ts';
import { verdictText } from './verdict-text.ts';

/** What a reviewer says of an item. */
export interface Said {
  item: JudgedItem;
  kind: VerdictKind;
  /** Which of its images a label or a bad image is about. */
  about: number | null;
  className: string | null;
  blind: boolean;
}

/** Verdicts are told to the engine one after the other, so that undo takes back the last. */
const inOrder = { id: 'review-verdicts' };

/**
 * Gives verdicts and takes them back.
 *
 * @param onMoved told the verdict that was taken back or brought back
 */
export function useVerdicts(
  evaluationId: string,
  author: string,
  onMoved: (verdict: Verdict) => void,
) {
  const { t } = useTranslation(['review', 'common']);
  const queries = useQueryClient();
  const [message, setMessage] = useState('');
  const give = useMutation({
    scope: inOrder,
    mutationFn: ({ item, kind, about, className, blind }: Said) => {
      const images = judgedImages(item);
      return client.review.verdict({
        evaluationId,
        images: images.map(({ image }) => image),
        kind,
        about: about === null ? null : (images[about]?.image ?? null),
        className,
        score: item.kind === 'pair' ? item.score : null,
        blind,
        author: author.trim(),
      });
    },
    onMutate: (said) => {
      const verdict = provisional(evaluationId, author, said);
      setMessage(verdictText(t, verdict));
      showVerdict(queries, verdict);
    },
    onSuccess: async (verdict, { item }) => {
      showVerdict(queries, verdict);
      // What an earlier verdict said of a label may no longer hold elsewhere.
      await refreshReview(queries, item.verdict !== null);
    },
    onError: async () => {
      setMessage('');
      await refreshReview(queries, true);
    },
  });
  const move = useMutation({
    scope: inOrder,
    mutationFn: (way: 'undo' | 'redo') =>
      client.review[way]({ evaluationId, author: author.trim() }),
    onSuccess: async (verdict, way) => {
      if (verdict === null) {
        setMessage(t(way === 'undo' ? 'said.nothingToUndo' : 'said.nothingToRedo'));
        return;
      }
      setMessage(
        t(way === 'undo' ? 'said.undone' : 'said.redone', { verdict: verdictText(t, verdict) }),
      );
      await refreshReview(queries, true);
      onMoved(verdict);
    },
  });
  return {
    give: give.mutate,
    move: move.mutate,
    /** The last thing that was said, for eyes and ears. */
    message,
    error: give.error ?? move.error,
  };
}

/** A verdict as it will be, shown until the engine has it. */
function provisional(
  evaluationId: string,
  author: string,
  { item, kind, about, className, blind }: Said,
): Verdict {
  const images = judgedImages(item);
  return {
    id: 0,
    evaluationId,
    images: images.map(({ name }) => name),
    kind,
    about: about === null ? null : (images[about]?.name ?? null),
    className,
    score: item.kind === 'pair' ? item.score : null,
    blind,
    author,
    at: Date.now(),
  };
}
