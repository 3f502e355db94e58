import { IsolineError } from '../errors.ts';
import { add, scalar } from './arithmetic.ts';
import type { Graph } from './graph.ts';
import { zerosLike } from './operations.ts';
import { operatorDefinition } from './registry.ts';
import { shapeText } from './shapes.ts';
import type { Tensor } from './tensor.ts';

/**
 * Reverse-mode differentiation: adds nodes to the graph that compute the gradient of a loss.
 *
 * @param loss float32 without dimensions.
 * @param parameters tensors of the same graph; inputs, constants or results of nodes.
 * @returns d loss / d parameter for each parameter, in its shape; zeros where the loss does not
 * depend on it.
 * @throws IsolineError `graph-gradient` where the loss is not one number.
 */
export function gradients(graph: Graph, loss: Tensor, parameters: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0 || loss.elementType !== 'float32') {
    throw new IsolineError({
      code: 'graph-gradient',
      kind: 'failure',
      sentence: `Only a single number can be differentiated, and ${loss.name} is ${loss.elementType} ${shapeText(loss.shape)}.`,
      subject: loss.name,
    });
  }
  const forward = [...graph.nodes];

  // Only nodes between the parameters and the loss are walked.
  const dependent = new Set<Tensor>(parameters);
  for (const node of forward) {
    if (operatorDefinition(node.opType).gradient === null) continue;
    if (node.inputs.some((input) => dependent.has(input))) {
      for (const output of node.outputs) dependent.add(output);
    }
  }

  const gradientOf = new Map<Tensor, Tensor>([[loss, scalar(loss, 1)]]);
  for (const node of forward.reverse()) {
    const rule = operatorDefinition(node.opType).gradient;
    const outputGradients = node.outputs.map((output) => gradientOf.get(output));
    if (
      rule === null ||
      outputGradients.every((gradient) => gradient === undefined) ||
      !node.inputs.some((input) => dependent.has(input))
    ) {
      continue;
    }
    const inputGradients = rule(node, outputGradients);
    node.inputs.forEach((input, index) => {
      const part = inputGradients[index];
      if (part === undefined || !dependent.has(input)) return;
      const sum = gradientOf.get(input);
      gradientOf.set(input, sum === undefined ? part : add(sum, part));
    });
  }
  return parameters.map((parameter) => gradientOf.get(parameter) ?? zerosLike(parameter));
}
