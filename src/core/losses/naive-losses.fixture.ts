import type { BaseLoss } from './base-loss.ts';

/**
 * For tests: every loss once more, in float64, pair by pair, straight from its definition. Nothing
 * is shared with the graph builders.
 */

/** A batch in float64; a negative label marks an empty place. */
export interface NaiveBatch {
  labels: readonly number[];
  embeddings: readonly (readonly number[])[];
  proxies: readonly (readonly number[])[];
}

/** Rows of a flat matrix. */
export function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, k) => values[row * columns + k] as number),
  );
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, k) => sum + value * (y[k] as number), 0);
  return dot(a, b) / Math.sqrt((dot(a, a) + 1e-12) * (dot(b, b) + 1e-12));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sum(values) / values.length;
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

interface Anchor {
  positives: number[];
  negatives: number[];
}

/** For each image of the batch, its scores against its positives and its negatives. */
function anchorsOf({ labels, embeddings }: NaiveBatch): Anchor[] {
  const images = labels.flatMap((label, k) => (label < 0 ? [] : [k]));
  return images.map((i) => {
    const scoresTo = (isWanted: (j: number) => boolean): number[] =>
      images.filter(isWanted).map((j) => cosine(embeddings[i]!, embeddings[j]!));
    return {
      positives: scoresTo((j) => j !== i && labels[j] === labels[i]),
      negatives: scoresTo((j) => labels[j] !== labels[i]),
    };
  });
}

function allPairs(batch: NaiveBatch): Anchor {
  const result: Anchor = { positives: [], negatives: [] };
  const { labels, embeddings } = batch;
  for (let i = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++) {
      if (labels[i]! < 0 || labels[j]! < 0) continue;
      const side = labels[i] === labels[j] ? result.positives : result.negatives;
      side.push(cosine(embeddings[i]!, embeddings[j]!));
    }
  }
  return result;
}

export function naiveTcm(
  batch: NaiveBatch,
  positiveMargin: number,
  negativeMargin: number,
  positiveWeight: number,
  negativeWeight: number,
): number {
  const { positives, negatives } = allPairs(batch);
  return (
    positiveWeight *
      mean(positives.filter((s) => s <= positiveMargin).map((s) => positiveMargin - s)) +
    negativeWeight *
      mean(negatives.filter((s) => s >= negativeMargin).map((s) => s - negativeMargin))
  );
}

function triplet(batch: NaiveBatch, margin: number): number {
  return mean(
    anchorsOf(batch).flatMap(({ positives, negatives }) => {
      if (negatives.length === 0) return [];
      return positives.map((positive) => {
        const semiHard = negatives.filter((negative) => negative < positive);
        const chosen = Math.max(...(semiHard.length > 0 ? semiHard : negatives));
        return Math.max(0, chosen - positive + margin);
      });
    }),
  );
}

function contrastive(batch: NaiveBatch, margin: number): number {
  const { positives, negatives } = allPairs(batch);
  const distances = negatives.map((s) => Math.sqrt(Math.max(2 - 2 * s, 1e-6)));
  return (
    mean(positives.map((s) => 2 - 2 * s)) +
    mean(distances.filter((d) => d < margin).map((d) => (margin - d) ** 2))
  );
}

function multiSimilarity(
  batch: NaiveBatch,
  { alpha, beta, base, epsilon }: Extract<BaseLoss, { kind: 'multi-similarity' }>,
): number {
  return mean(
    anchorsOf(batch).map(({ positives, negatives }) => {
      const least = Math.min(...positives);
      const most = Math.max(...negatives);
      const pulled = positives.filter((s) => s < most + epsilon);
      const pushed = negatives.filter((s) => s > least - epsilon);
      return (
        Math.log1p(sum(pulled.map((s) => Math.exp(-alpha * (s - base))))) / alpha +
        Math.log1p(sum(pushed.map((s) => Math.exp(beta * (s - base))))) / beta
      );
    }),
  );
}

function crossEntropy(
  { labels, embeddings, proxies }: NaiveBatch,
  logit: (cosine: number, isOwn: boolean) => number,
): number {
  return mean(
    labels.flatMap((label, i) => {
      if (label < 0) return [];
      const logits = proxies.map((proxy, c) => logit(cosine(embeddings[i]!, proxy), c === label));
      const highest = Math.max(...logits);
      const total = sum(logits.map((value) => Math.exp(value - highest)));
      return [Math.log(total) + highest - logits[label]!];
    }),
  );
}

function angular(c: number, margin: number): number {
  const angle = Math.acos(Math.min(1, Math.max(-1, c)));
  return angle <= Math.PI - margin ? Math.cos(angle + margin) : c - margin * Math.sin(margin);
}

function proxyAnchor(batch: NaiveBatch, margin: number, alpha: number): number {
  const { labels, embeddings, proxies } = batch;
  const scores = (c: number, isWanted: (label: number) => boolean): number[] =>
    labels.flatMap((label, i) =>
      label >= 0 && isWanted(label) ? [cosine(embeddings[i]!, proxies[c]!)] : [],
    );
  const present = proxies.flatMap((_, c) => (labels.includes(c) ? [c] : []));
  return (
    mean(
      present.map((c) =>
        Math.log1p(
          sum(scores(c, (label) => label === c).map((s) => Math.exp(-alpha * (s - margin)))),
        ),
      ),
    ) +
    mean(
      proxies.map((_, c) =>
        Math.log1p(
          sum(scores(c, (label) => label !== c).map((s) => Math.exp(alpha * (s + margin)))),
        ),
      ),
    )
  );
}

/** Soft rank of each positive among the positives and among all others. */
function softRanks({ positives, negatives }: Anchor, temperature: number): [number, number][] {
  return positives.map((x, k) => {
    const above = (z: number): number => logistic((z - x) / temperature);
    const within = 1 + sum(positives.filter((_, other) => other !== k).map(above));
    return [within, within + sum(negatives.map(above))];
  });
}

/** The value of a base loss in float64. */
export function naiveBaseLoss(batch: NaiveBatch, loss: BaseLoss): number {
  const queries = (): Anchor[] => anchorsOf(batch).filter(({ positives }) => positives.length > 0);
  switch (loss.kind) {
    case 'contrastive':
      return contrastive(batch, loss.margin);
    case 'triplet':
      return triplet(batch, loss.margin);
    case 'multi-similarity':
      return multiSimilarity(batch, loss);
    case 'norm-softmax':
      return crossEntropy(batch, (c) => c / loss.temperature);
    case 'cosface':
      return crossEntropy(batch, (c, isOwn) => loss.scale * (isOwn ? c - loss.margin : c));
    case 'arcface':
      return crossEntropy(batch, (c, isOwn) => loss.scale * (isOwn ? angular(c, loss.margin) : c));
    case 'proxy-anchor':
      return proxyAnchor(batch, loss.margin, loss.alpha);
    case 'smooth-ap':
      return mean(
        queries().map(
          (query) =>
            1 - mean(softRanks(query, loss.temperature).map(([within, all]) => within / all)),
        ),
      );
    case 'recall-at-k':
      return mean(
        queries().flatMap((query) => {
          const ranks = softRanks(query, loss.similarityTemperature).map(([, all]) => all);
          return loss.ks.map((k) => {
            const found = sum(ranks.map((rank) => logistic((k - rank) / loss.rankTemperature)));
            return 1 - Math.min(found, k) / Math.min(k, ranks.length);
          });
        }),
      );
  }
}
