import { TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ClassItem } from '../../../contract/api/review-items.ts';
import { client, engine } from '../../api/client.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useRemoval } from '../../components/removal.tsx';
import { refreshReview } from './use-queue.ts';

/** As many at once and as long as the engine takes them. */
const mostTags = 20;
const longest = 40;

/** The tags of a class, to change; those of other classes of the data are suggested. */
export function ClassTags({ evaluationId, figures }: { evaluationId: string; figures: ClassItem }) {
  const { t } = useTranslation(['review', 'common']);
  const queries = useQueryClient();
  const { class: c } = figures;
  const { data: used = [] } = useQuery(
    engine.review.tags.queryOptions({ input: { evaluationId } }),
  );
  const refresh = () => refreshReview(queries, true);
  const add = useMutation({
    mutationFn: (tags: string[]) => client.review.addTags({ evaluationId, class: c, tags }),
    onSuccess: refresh,
  });
  const { remove, error } = useRemoval<string>({
    area: engine.review.key(),
    nameOf: (tag) => t('note.tagOf', { tag }),
    remove: (tag) => client.review.removeTag({ evaluationId, class: c, tag }).then(refresh),
    restore: (tag) => client.review.addTags({ evaluationId, class: c, tags: [tag] }).then(refresh),
  });
  const { tags } = figures;
  const change = (wanted: readonly string[]): void => {
    const added = wanted.filter((tag) => !tags.includes(tag));
    if (added.length > 0) add.mutate(added.map((tag) => tag.slice(0, longest).trim()));
    for (const tag of tags.filter((one) => !wanted.includes(one))) remove(tag);
  };
  const failure = add.error ?? error;
  return (
    <>
      <TagsInput
        className="review-tags-field"
        size="xs"
        label={t('note.tags')}
        placeholder={tags.length === 0 ? t('note.tagHint') : ''}
        value={[...tags, ...(add.isPending ? add.variables : [])]}
        data={used.map(({ tag }) => tag)}
        maxTags={mostTags}
        maxLength={longest}
        onChange={change}
      />
      {failure !== null && <FailureNotice error={failure} />}
    </>
  );
}
