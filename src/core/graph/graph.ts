import { IsolineError } from '../errors.ts';
import { operatorDefinition } from './registry.ts';
import { elementCount } from './shapes.ts';
import type {
  Attributes,
  ElementType,
  GraphBuilder,
  GraphNode,
  Shape,
  Tensor,
  TensorSource,
} from './tensor.ts';

/** Constants up to this many elements are shared when they are equal. */
const SHARED_CONSTANT_ELEMENTS = 64;

/**
 * A graph of ONNX operators over tensors, built once and run many times. Nodes are checked as they
 * are added, so build order is a topological order. Equal nodes are one node: a mask or a
 * normalised batch that two losses ask for is computed once.
 */
export class Graph implements GraphBuilder {
  readonly #inputs: Tensor[] = [];
  readonly #nodes: GraphNode[] = [];
  readonly #outputs = new Map<string, Tensor>();
  readonly #known = new Map<string, readonly Tensor[]>();
  readonly #constants = new Map<string, Tensor>();
  readonly #names = new Set<string>();
  #tensorCount = 0;
  #scope = '';

  /** The declared inputs, in order. */
  get inputs(): readonly Tensor[] {
    return this.#inputs;
  }

  /** All nodes in topological order, dead ones included. */
  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** The named outputs, in order. */
  get outputs(): ReadonlyMap<string, Tensor> {
    return this.#outputs;
  }

  /** Declares an input. Throws `graph-name` where the name is taken. */
  input(name: string, elementType: ElementType, shape: Shape): Tensor {
    this.#claim(name);
    const tensor = this.#tensor(name, elementType, shape, { kind: 'input' });
    this.#inputs.push(tensor);
    return tensor;
  }

  constant(
    elementType: 'float32' | 'int64',
    shape: readonly number[],
    values: Float32Array | readonly number[],
  ): Tensor {
    if (elementCount(shape) !== values.length) {
      throw new IsolineError({
        code: 'graph-shape',
        kind: 'failure',
        sentence: `A constant of shape [${shape.join(', ')}] cannot hold ${values.length} values.`,
      });
    }
    const key =
      values.length > SHARED_CONSTANT_ELEMENTS
        ? undefined
        : `${elementType}[${shape.join()}]${Array.from(values).join()}`;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const kept = elementType === 'float32' ? Float32Array.from(values) : Array.from(values);
    const name = `constant_${this.#tensorCount}`;
    this.#claim(name);
    const tensor = this.#tensor(name, elementType, shape, { kind: 'constant', values: kept });
    if (key !== undefined) this.#constants.set(key, tensor);
    return tensor;
  }

  apply(opType: string, inputs: readonly Tensor[], attributes: Attributes = {}): readonly Tensor[] {
    const definition = operatorDefinition(opType);
    const key = this.#key(opType, inputs, attributes);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const stray = inputs.find((input) => input.graph !== this);
    if (stray !== undefined) {
      throw new IsolineError({
        code: 'graph-stray',
        kind: 'failure',
        sentence: `Tensor ${stray.name} belongs to another graph than ${opType}.`,
        subject: stray.name,
      });
    }
    const name = `${this.#scope}${opType}_${this.#nodes.length}`;
    const types = definition.infer({ name, opType, inputs, attributes });
    const outputs: Tensor[] = [];
    const node: GraphNode = { name, opType, inputs: [...inputs], attributes, outputs };
    types.forEach(({ elementType, shape }, output) => {
      const outputName = output === 0 ? name : `${name}:${output}`;
      this.#claim(outputName);
      outputs.push(this.#tensor(outputName, elementType, shape, { kind: 'node', node, output }));
    });
    this.#nodes.push(node);
    this.#known.set(key, outputs);
    return outputs;
  }

  find(
    opType: string,
    inputs: readonly Tensor[],
    attributes: Attributes = {},
  ): readonly Tensor[] | undefined {
    return this.#known.get(this.#key(opType, inputs, attributes));
  }

  /** Names a tensor as an output. Throws `graph-name` where the name is taken. */
  output(name: string, tensor: Tensor): void {
    this.#claim(name);
    this.#outputs.set(name, tensor);
  }

  /** Puts `name/` before the names of the nodes that `build` adds. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** The nodes on which an output depends, in topological order. */
  liveNodes(): GraphNode[] {
    const needed = new Set<Tensor>(this.#outputs.values());
    const live: GraphNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      live.push(node);
      for (const input of node.inputs) needed.add(input);
    }
    return live.reverse();
  }

  #key(opType: string, inputs: readonly Tensor[], attributes: Attributes): string {
    const ids = inputs.map((input) => input.id);
    if (operatorDefinition(opType).commutative === true) ids.sort((a, b) => a - b);
    return `${opType}(${ids.join()})${JSON.stringify(attributes)}`;
  }

  #claim(name: string): void {
    if (this.#names.has(name)) {
      throw new IsolineError({
        code: 'graph-name',
        kind: 'failure',
        sentence: `The graph has two values named ${name}.`,
        subject: name,
      });
    }
    this.#names.add(name);
  }

  #tensor(name: string, elementType: ElementType, shape: Shape, source: TensorSource): Tensor {
    return { graph: this, name, id: this.#tensorCount++, elementType, shape: [...shape], source };
  }
}
