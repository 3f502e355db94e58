import { exponential, multiply, subtract } from './arithmetic.ts';
import { reduceSum } from './operations.ts';
import { inputOf, integerAttribute, requireType, resolveAxis } from './shapes.ts';
import type { NodeDraft, OperatorDefinition, Tensor, TensorType } from './tensor.ts';

/** Softmax and its logarithm along one axis; ONNX Runtime subtracts the maximum. */

function infer(node: NodeDraft): readonly TensorType[] {
  requireType(node, 0, 'float32');
  const { shape } = inputOf(node, 0);
  resolveAxis(node, integerAttribute(node, 'axis'), shape.length);
  return [{ elementType: 'float32', shape }];
}

const softmax: OperatorDefinition = {
  opType: 'Softmax',
  infer,
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const y = node.outputs[0] as Tensor;
    const mean = reduceSum(multiply(gradient, y), [integerAttribute(node, 'axis')], true);
    return [multiply(y, subtract(gradient, mean))];
  },
};

const logSoftmax: OperatorDefinition = {
  opType: 'LogSoftmax',
  infer,
  gradient: (node, [gradient]) => {
    if (gradient === undefined) return [];
    const y = node.outputs[0] as Tensor;
    const total = reduceSum(gradient, [integerAttribute(node, 'axis')], true);
    return [subtract(gradient, multiply(exponential(y), total))];
  },
};

export const softmaxOperators: readonly OperatorDefinition[] = [softmax, logSoftmax];
