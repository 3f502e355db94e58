import { freeCopy } from '../models/free-copy.ts';
import { InferenceSession, Tensor } from '../models/onnxruntime.ts';
import { graphModel } from '../../core/graph/onnx-model.ts';
import { encodeOnnx } from '../../core/onnx/model.ts';
import { buildForward } from '../../core/training/forward.ts';
import {
  headParameters,
  type HeadSpecification,
  outputDimension,
  type ParameterValues,
} from '../../core/training/heads.ts';

/** Rows that go through a head at once: keeps the memory of inner layers bounded. */
const blockRows = 4096;

/**
 * Applies a head to embeddings, on the CPU whatever trains it: figures of two engines are then
 * comparable, and a head is a few products.
 */
export class HeadRunner {
  readonly dimension: number;
  private readonly head: HeadSpecification;
  private readonly session: InferenceSession;

  private constructor(head: HeadSpecification, session: InferenceSession) {
    this.head = head;
    this.session = session;
    this.dimension = outputDimension(head);
  }

  /** @throws IsolineError `head-invalid` */
  static async create(head: HeadSpecification, threads: number): Promise<HeadRunner> {
    const graph = buildForward({ head, parameters: null, normalise: false });
    const session = await InferenceSession.create(encodeOnnx(graphModel(graph)), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      logSeverityLevel: 4,
    });
    return new HeadRunner(head, session);
  }

  /**
   * @param embeddings [N × inputDimension], of length 1
   * @returns [N × dimension], of any length
   */
  async apply(embeddings: Float32Array, parameters: ParameterValues): Promise<Float32Array> {
    const { inputDimension } = this.head;
    const rows = embeddings.length / inputDimension;
    const output = new Float32Array(rows * this.dimension);
    const weights = Object.fromEntries(
      headParameters(this.head).map(({ name, shape }) => [
        name,
        new Tensor('float32', parameters[name]!, shape),
      ]),
    );
    for (let first = 0; first < rows; first += blockRows) {
      const end = Math.min(rows, first + blockRows);
      const part = embeddings.subarray(first * inputDimension, end * inputDimension);
      const into = output.subarray(first * this.dimension, end * this.dimension);
      const filled = new Tensor('float32', into, [end - first, this.dimension]);
      const results = await this.session.run(
        { ...weights, embeddings: new Tensor('float32', part, [end - first, inputDimension]) },
        { output: filled },
      );
      freeCopy(results['output']!, filled);
    }
    return output;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
