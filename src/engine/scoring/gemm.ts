import { IsolineError } from '../../core/errors.ts';
import { encodeOnnx, onnxNode, valueInfo } from '../../core/onnx/model.ts';
import { seededGenerator } from '../../core/random.ts';
import { freeCopy } from '../models/free-copy.ts';
import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import { gatherRows } from './gather-rows.ts';

/** Largest difference from float64 that a provider's float32 products may always show. */
const tolerance = 1e-6;
/**
 * Embeddings with a few large dimensions cost any float32 sum more than that: what plain sums of the
 * same products show, times this, is allowed too. TF32 and half precision are hundreds of times off.
 */
const toleranceInOrder = 4;

/**
 * Smaller products than this are multiplied as a part of one of this size: ONNX Runtime adds up in
 * another order for a single row, and for 64 columns or fewer.
 */
const fewestRows = 2;
const fewestColumns = 128;

/**
 * Products of embeddings by ONNX Runtime's Gemm: the fastest matrix product at hand.
 *
 * Scores need full float32, so a provider is checked against float64 on 1,000 pairs before its scores
 * count.
 */
export class Gemm {
  readonly dimension: number;
  private readonly session: InferenceSession;

  private constructor(session: InferenceSession, dimension: number) {
    this.session = session;
    this.dimension = dimension;
  }

  /**
   * @param threads one for scores that count: several that share a product of few columns add up in
   *   another order, and a score is to be the same bits on every machine.
   */
  static async create(dimension: number, threads = 1): Promise<Gemm> {
    const model = encodeOnnx({
      irVersion: 8,
      producerName: 'isoline',
      opsetImport: [{ domain: '', version: 13 }],
      graph: {
        name: 'scores',
        node: [onnxNode('Gemm', ['rows', 'columns'], ['scores'], { transB: 1 })],
        input: [valueInfo('rows', ['m', dimension]), valueInfo('columns', ['n', dimension])],
        output: [valueInfo('scores', ['m', 'n'])],
      },
    });
    const session = await InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      logSeverityLevel: 4,
      // Between products the team's threads need the processors that idle threads would spin on.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return new Gemm(session, dimension);
  }

  /**
   * Scores of `m` rows against `n` columns, row-major. With one thread a score has the same bits
   * whichever product it is a part of.
   *
   * @param rows [m × D], columns [n × D]: L2-normalised embeddings.
   * @param scores [m × n] is filled.
   */
  async multiply(
    rows: Float32Array,
    m: number,
    columns: Float32Array,
    n: number,
    scores: Float32Array,
  ): Promise<void> {
    const { dimension } = this;
    const manyRows = Math.max(m, fewestRows);
    const manyColumns = Math.max(n, fewestColumns);
    const isSmall = manyRows !== m || manyColumns !== n;
    const product = isSmall ? new Float32Array(manyRows * manyColumns) : scores;
    const filled = new Tensor('float32', product, [manyRows, manyColumns]);
    const results = await this.session.run(
      {
        rows: new Tensor('float32', lengthened(rows, manyRows * dimension), [manyRows, dimension]),
        columns: new Tensor('float32', lengthened(columns, manyColumns * dimension), [
          manyColumns,
          dimension,
        ]),
      },
      { scores: filled },
    );
    freeCopy(results['scores']!, filled);
    if (!isSmall) return;
    for (let i = 0; i < m; i++) {
      scores.set(product.subarray(i * manyColumns, i * manyColumns + n), i * n);
    }
  }

  /**
   * Compares 1,000 products with float64.
   *
   * @param embeddings [N × D], L2-normalised.
   * @throws IsolineError `provider-inaccurate` when one differs by more than 1e-6, and by more than
   *   4 times what float32 sums in order do.
   */
  async check(embeddings: Float32Array, images: number, provider: string): Promise<void> {
    const { dimension } = this;
    const generator = seededGenerator(1);
    const pick = (count: number): Float32Array =>
      gatherRows(
        embeddings,
        dimension,
        Array.from({ length: count }, () => generator.integer(images)),
      );
    const m = 25;
    const n = 40;
    const rows = pick(m);
    const columns = pick(n);
    const scores = new Float32Array(m * n);
    await this.multiply(rows, m, columns, n, scores);
    let worst = 0;
    let worstInOrder = 0;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let exact = 0;
        let inOrder = 0;
        for (let d = 0; d < dimension; d++) {
          const product =
            (rows[i * dimension + d] as number) * (columns[j * dimension + d] as number);
          exact += product;
          inOrder = Math.fround(inOrder + Math.fround(product));
        }
        worst = Math.max(worst, Math.abs(exact - (scores[i * n + j] as number)));
        worstInOrder = Math.max(worstInOrder, Math.abs(exact - inOrder));
      }
    }
    const allowed = Math.max(tolerance, toleranceInOrder * worstInOrder);
    if (!(worst <= allowed)) {
      throw new IsolineError({
        code: 'provider-inaccurate',
        kind: 'failure',
        sentence: `The execution provider "${provider}" is not accurate enough for scores: a product differs from float64 by ${worst.toExponential(1)} (at most ${allowed.toExponential(1)} is allowed).`,
        next: 'Use --provider cpu.',
        subject: provider,
      });
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

/** The values with zeros after them, up to `length`. */
function lengthened(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values;
  const longer = new Float32Array(length);
  longer.set(values);
  return longer;
}
