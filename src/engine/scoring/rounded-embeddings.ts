import * as ort from 'onnxruntime-node';
import { DataType, encodeOnnx, onnxNode, valueInfo } from '../../core/onnx/model.ts';

/** Images whose columns lie together, transposed: the columns of one product. */
export const imagesPerBlock = 512;
/** The greatest rounded value; the rows' are stored with 128 added. */
const greatest = 127;
const zeroPoint = 128;

/**
 * Embeddings in 8 bits, over shared memory: their products are three times as fast as float32 and
 * off by a few 1e-4. Good enough to say where to look, never a score that counts. (Processors without
 * 8-bit dot products may cut off sums of extreme values; the survey is then worse, no figure is.)
 */
export interface RoundedEmbeddings {
  /** [N × D] */
  readonly rows: Uint8Array;
  /** Block after block, each [D × its images]. */
  readonly columns: Int8Array;
  /** [N] what one step of an image's rounded values is worth. */
  readonly step: Float32Array;
}

export function reserveRounded(images: number, dimension: number): RoundedEmbeddings {
  const size = images * dimension;
  return {
    rows: new Uint8Array(new SharedArrayBuffer(size)),
    columns: new Int8Array(new SharedArrayBuffer(size)),
    step: new Float32Array(new SharedArrayBuffer(4 * images)),
  };
}

/** Rounds the images of blocks [from, to). */
export function roundEmbeddings(
  { rows, columns, step }: RoundedEmbeddings,
  embeddings: Float32Array,
  dimension: number,
  from: number,
  to: number,
): void {
  const images = step.length;
  for (let start = from * imagesPerBlock; start < to * imagesPerBlock; start += imagesPerBlock) {
    const inBlock = Math.min(imagesPerBlock, images - start);
    for (let k = 0; k < inBlock; k++) {
      const at = (start + k) * dimension;
      let largest = 0;
      for (let d = at; d < at + dimension; d++) {
        const size = Math.abs(embeddings[d]!);
        if (size > largest) largest = size;
      }
      step[start + k] = largest / greatest;
      const factor = greatest / largest;
      let column = start * dimension + k;
      for (let d = at; d < at + dimension; d++, column += inBlock) {
        const shifted = (embeddings[d]! * factor + (zeroPoint + 0.5)) | 0;
        rows[d] = shifted;
        columns[column] = shifted - zeroPoint;
      }
    }
  }
}

/** Products of rounded embeddings by ONNX Runtime, on one thread. */
export class RoundedGemm {
  private readonly session: ort.InferenceSession;
  private readonly dimension: number;

  private constructor(session: ort.InferenceSession, dimension: number) {
    this.session = session;
    this.dimension = dimension;
  }

  static async create(dimension: number): Promise<RoundedGemm> {
    const microsoft = 'com.microsoft';
    const model = encodeOnnx({
      irVersion: 8,
      producerName: 'isoline',
      opsetImport: [
        { domain: '', version: 13 },
        { domain: microsoft, version: 1 },
      ],
      graph: {
        name: 'rounded scores',
        node: [
          {
            ...onnxNode(
              'MatMulIntegerToFloat',
              ['rows', 'columns', 'one', 'step', 'zero'],
              ['scores'],
            ),
            domain: microsoft,
          },
        ],
        initializer: [
          { name: 'one', dims: [], dataType: DataType.FLOAT, floatData: [1] },
          { name: 'zero', dims: [], dataType: DataType.UINT8, int32Data: [zeroPoint] },
        ],
        input: [
          valueInfo('rows', ['m', dimension], DataType.UINT8),
          valueInfo('columns', [dimension, 'n'], DataType.INT8),
          valueInfo('step', ['n']),
        ],
        output: [valueInfo('scores', ['m', 'n'])],
      },
    });
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    return new RoundedGemm(session, dimension);
  }

  /**
   * Fills `scores` [rows × columns]; times the row's step they are scores.
   *
   * @param column a multiple of `imagesPerBlock`; `columns` are the rest of its block.
   */
  async multiply(
    rounded: RoundedEmbeddings,
    row: number,
    rows: number,
    column: number,
    columns: number,
    scores: Float32Array,
  ): Promise<void> {
    const { dimension } = this;
    const slice = <A extends Uint8Array | Int8Array>(values: A, from: number, count: number): A =>
      values.subarray(from * dimension, (from + count) * dimension) as A;
    await this.session.run(
      {
        rows: new ort.Tensor('uint8', slice(rounded.rows, row, rows), [rows, dimension]),
        columns: new ort.Tensor('int8', slice(rounded.columns, column, columns), [
          dimension,
          columns,
        ]),
        step: new ort.Tensor('float32', rounded.step.subarray(column, column + columns), [columns]),
      },
      { scores: new ort.Tensor('float32', scores, [rows, columns]) },
    );
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
