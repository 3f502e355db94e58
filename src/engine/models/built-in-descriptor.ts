import type { Recipe } from '../../contract/recipe.ts';
import type { AttributeValue, OnnxNode, OnnxTensor } from '../../core/onnx/model.ts';
import {
  encodeOnnx,
  floatTensor,
  int64Tensor,
  onnxNode,
  valueInfo,
} from '../../core/onnx/model.ts';

/**
 * The built-in model: a training-free descriptor of an image's edges and colours as an ONNX file.
 *
 * Edges: at three scales, the energy of Gaussian derivatives in six directions is shared out among
 * the directions, pooled on a 4 x 4 grid of overlapping cells and normalised by the neighbouring
 * cells, like a histogram of oriented gradients (Dalal and Triggs, CVPR 2005). Colours: the chroma,
 * relative to the image's mean lightness, is shared out among eight hues on the same grid. Both are
 * compared by their square roots (Hellinger; Arandjelović and Zisserman, CVPR 2012) less the mean
 * over the channels, so that a cell without a preferred direction or hue says nothing.
 */

/** Width and height of the model's input, in pixels. */
const INPUT_SIZE = 96;

/** Undirected edge directions, 180 / 6 degrees apart; the first has vertical edges. */
const DIRECTIONS = 6;

/** Hues, 360 / 8 degrees apart. */
const HUES = 8;

/** Cells along each side of the grid. */
const GRID = 4;

/** Window and step, in pixels of their scale, of the cells at each scale: each time 4 x 4 of them. */
const edgeCells = [
  { window: 32, step: 20 },
  { window: 14, step: 10 },
  { window: 8, step: 4 },
] as const;
const colourCells = { window: 9, step: 5 } as const;

/** The colours are looked at on an image smaller by this factor. */
const COLOUR_REDUCTION = 4;

/** Edges weaker than this (lightness per pixel) have no direction. */
const EDGE_FLOOR = 1e-3;
/** Cells whose neighbourhood has less edge energy than this are not amplified to full contrast. */
const CELL_FLOOR = 0.02;
/** Added to the mean lightness: a black image has no hue. */
const LIGHTNESS_FLOOR = 0.02;
/** Added to the square of the chroma. */
const CHROMA_FLOOR = 1e-6;
/** Added to the square of a part's length before it is divided by it. */
const LENGTH_FLOOR = 1e-4;
/** Weight of the directions over the whole image against those on the grid. */
const WHOLE_IMAGE_WEIGHT = 0.6;
/** The last element of every embedding, so that a flat grey image has one too. */
const CONSTANT = 0.05;

/** A run of channels of the embedding, over a grid of `grid` x `grid` cells. */
export interface DescriptorPart {
  name: string;
  /** Index of its first element; element = offset + (channel · grid + row) · grid + column. */
  offset: number;
  channels: number;
  grid: number;
}

/** The parts of the embedding in order; one constant element follows the last. */
export const descriptorParts: readonly DescriptorPart[] = (() => {
  const parts = [
    ...edgeCells.map((_, scale) => ({ name: `edges-${scale}`, channels: DIRECTIONS, grid: GRID })),
    ...edgeCells.map((_, scale) => ({ name: `whole-${scale}`, channels: DIRECTIONS, grid: 1 })),
    { name: 'colours', channels: HUES, grid: GRID },
  ];
  let offset = 0;
  return parts.map((part) => {
    const placed = { ...part, offset };
    offset += part.channels * part.grid * part.grid;
    return placed;
  });
})();

/** Length of an embedding. */
export const descriptorDimension =
  1 + descriptorParts.reduce((sum, { channels, grid }) => sum + channels * grid * grid, 0);

/** How an image is brought to the model's input. */
export const descriptorRecipe: Recipe = {
  size: [INPUT_SIZE, INPUT_SIZE],
  fit: 'stretch',
  interpolation: 'bilinear',
  colour: 'RGB',
  layout: 'NCHW',
  scale: 1 / 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  input: 'image',
  output: 'embedding',
};

/** What the file says of itself (metadata `isoline.description`). */
export const descriptorDescription =
  'a training-free descriptor of edges and colours, for trying Isoline out; not a model for production';

/**
 * Builds the model: `image` float32 [batch, 3, 96, 96], RGB from 0 to 1, to `embedding` float32
 * [batch, descriptorDimension], finite and not zero for any image. Operator set 17.
 *
 * @returns the bytes of the ONNX file, always the same ones
 */
export function buildDescriptor(): Uint8Array {
  const graph = new Graph();
  // Lightness, red against green, yellow against blue: gradients of the last two see edges between
  // colours of equal lightness.
  const opponent = graph.conv('opponent', 'image', opponentColours, [3, 3, 1, 1]);

  const onGrid: string[] = [];
  const whole: string[] = [];
  let scaled = opponent;
  edgeCells.forEach(({ window, step }, scale) => {
    if (scale > 0) scaled = graph.averagePool(`scaled${scale}`, scaled, 2, 2);
    const votes = addEdgeVotes(graph, `edges${scale}`, scaled);
    const cells = graph.averagePool(`edges${scale}/cells`, votes, window, step);
    onGrid.push(
      addPart(graph, `edges${scale}`, addBlockNormalisation(graph, `edges${scale}`, cells)),
    );
    const mean = graph.node('GlobalAveragePool', `whole${scale}/mean`, [cells]);
    whole.push(
      graph.node('Mul', `whole${scale}/weighted`, [
        addPart(graph, `whole${scale}`, mean),
        graph.scalar('wholeImageWeight', WHOLE_IMAGE_WEIGHT),
      ]),
    );
  });

  const small = graph.averagePool('colours/small', opponent, COLOUR_REDUCTION, COLOUR_REDUCTION);
  const hues = addHueVotes(graph, small);
  const colourGrid = graph.averagePool('colours/cells', hues, colourCells.window, colourCells.step);
  const colours = addPart(graph, 'colours', colourGrid);

  const parts = graph.node('Concat', 'parts', [...onGrid, ...whole, colours], { axis: 1 });
  const oneColumn = graph.integers('oneColumn', [0, 0, 0, 1]);
  graph.node('Pad', 'embedding', [parts, oneColumn, graph.scalar('constant', CONSTANT)]);

  return encodeOnnx({
    irVersion: 8,
    producerName: 'isoline',
    docString: descriptorDescription,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'descriptor',
      node: graph.nodes,
      initializer: [...graph.initialisers.values()],
      input: [valueInfo('image', ['batch', 3, INPUT_SIZE, INPUT_SIZE])],
      output: [valueInfo('embedding', ['batch', descriptorDimension])],
    },
    metadataProps: [
      { key: 'isoline.recipe', value: JSON.stringify(descriptorRecipe) },
      { key: 'isoline.description', value: descriptorDescription },
    ],
  });
}

/** Edge strength shared out among the directions: strength · cos⁶ of the angle between them. */
function addEdgeVotes(graph: Graph, name: string, opponent: string): string {
  const slopes = graph.conv(
    `${name}/slopes`,
    opponent,
    slopeKernels(),
    [3 * DIRECTIONS, 1, 5, 5],
    3,
  );
  const squares = graph.node('Mul', `${name}/squares`, [slopes, slopes]);
  const energies = graph.conv(`${name}/energies`, squares, sumOverColours(), [
    DIRECTIONS,
    3 * DIRECTIONS,
    1,
    1,
  ]);
  // cos² sums to half the number of directions: this is the squared length of the gradient.
  const total = graph.node('Add', `${name}/total`, [
    graph.conv(`${name}/sum`, energies, new Float32Array(DIRECTIONS).fill(2 / DIRECTIONS), [
      1,
      DIRECTIONS,
      1,
      1,
    ]),
    graph.scalar('edgeFloor', EDGE_FLOOR ** 2),
  ]);
  const share = graph.node('Div', `${name}/share`, [energies, total]);
  const squared = graph.node('Mul', `${name}/share2`, [share, share]);
  const cubed = graph.node('Mul', `${name}/share3`, [squared, share]);
  const strength = graph.node('Sqrt', `${name}/strength`, [total]);
  return graph.node('Mul', `${name}/votes`, [cubed, strength]);
}

/** Each cell divided by the mean edge energy of the up to 3 x 3 cells around it. */
function addBlockNormalisation(graph: Graph, name: string, cells: string): string {
  const energy = graph.node('ReduceSum', `${name}/energy`, [
    cells,
    graph.integers('channelAxis', [1]),
  ]);
  const around = graph.node('AveragePool', `${name}/around`, [energy], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
  });
  const floored = graph.node('Add', `${name}/floored`, [
    around,
    graph.scalar('cellFloor', CELL_FLOOR),
  ]);
  return graph.node('Div', `${name}/normalised`, [cells, floored]);
}

/** Chroma, relative to the image's mean lightness, shared out among the hues: chroma · cos². */
function addHueVotes(graph: Graph, opponent: string): string {
  graph.nodes.push(
    onnxNode(
      'Split',
      [opponent, graph.integers('lightnessAndChroma', [1, 2])],
      ['colours/lightness', 'colours/chroma'],
      { axis: 1 },
    ),
  );
  const mean = graph.node('GlobalAveragePool', 'colours/mean', ['colours/lightness']);
  const light = graph.node('Add', 'colours/light', [
    mean,
    graph.scalar('lightnessFloor', LIGHTNESS_FLOOR),
  ]);
  const chroma = graph.node('Div', 'colours/relative', ['colours/chroma', light]);
  const squares = graph.node('Mul', 'colours/squares', [chroma, chroma]);
  const sum = graph.node('ReduceSum', 'colours/sum', [squares, graph.integers('channelAxis', [1])]);
  const floored = graph.node('Add', 'colours/floored', [
    sum,
    graph.scalar('chromaFloor', CHROMA_FLOOR),
  ]);
  const length = graph.node('Sqrt', 'colours/length', [floored]);
  const along = graph.conv('colours/along', chroma, hueDirections(), [HUES, 2, 1, 1]);
  const positive = graph.node('Relu', 'colours/positive', [along]);
  const squared = graph.node('Mul', 'colours/squared', [positive, positive]);
  return graph.node('Div', 'colours/votes', [squared, length]);
}

/** Square roots less their mean over the channels, as one row of length (nearly) 1. */
function addPart(graph: Graph, name: string, histogram: string): string {
  const roots = graph.node('Sqrt', `${name}/roots`, [histogram]);
  const mean = graph.node('ReduceMean', `${name}/channelMean`, [roots], { axes: [1] });
  const centred = graph.node('Sub', `${name}/centred`, [roots, mean]);
  const row = graph.node('Flatten', `${name}/row`, [centred]);
  const squares = graph.node('Mul', `${name}/rowSquares`, [row, row]);
  const sum = graph.node('ReduceSum', `${name}/rowSum`, [
    squares,
    graph.integers('channelAxis', [1]),
  ]);
  const floored = graph.node('Add', `${name}/rowFloored`, [
    sum,
    graph.scalar('lengthFloor', LENGTH_FLOOR),
  ]);
  const length = graph.node('Sqrt', `${name}/rowLength`, [floored]);
  return graph.node('Div', `${name}/unit`, [row, length]);
}

const opponentColours = Float32Array.from(
  [
    [1, 1, 1].map((weight) => weight / 3),
    [1, -1, 0].map((weight) => weight / Math.SQRT2),
    [1, 1, -2].map((weight) => weight / Math.sqrt(6)),
  ].flat(),
);

/**
 * Derivatives of a Gaussian (deviation 1 pixel, 5 x 5) along each direction, once for each of the
 * three opponent colours: [colour · direction, 1, row, column]. A ramp of 1 a pixel answers 1.
 */
function slopeKernels(): Float32Array {
  const offsets = [-2, -1, 0, 1, 2];
  const bell = offsets.map((t) => Math.exp((-t * t) / 2));
  const area = bell.reduce((sum, value) => sum + value, 0);
  const smooth = bell.map((value) => value / area);
  const moment = offsets.reduce((sum, t, k) => sum + t * t * (bell[k] as number), 0);
  const slope = offsets.map((t, k) => (t * (bell[k] as number)) / moment);
  const oneColour = Array.from({ length: DIRECTIONS }, (_, direction) => {
    const angle = (Math.PI * direction) / DIRECTIONS;
    return offsets.flatMap((_row, r) =>
      offsets.map((_column, c) => {
        const across = (smooth[r] as number) * (slope[c] as number);
        const down = (slope[r] as number) * (smooth[c] as number);
        return Math.cos(angle) * across + Math.sin(angle) * down;
      }),
    );
  }).flat();
  return Float32Array.from([...oneColour, ...oneColour, ...oneColour]);
}

/** Sums the three opponent colours of each direction: [direction, colour · direction]. */
function sumOverColours(): Float32Array {
  const inputs = 3 * DIRECTIONS;
  return Float32Array.from({ length: DIRECTIONS * inputs }, (_, k) =>
    (k % inputs) % DIRECTIONS === Math.floor(k / inputs) ? 1 : 0,
  );
}

function hueDirections(): Float32Array {
  return Float32Array.from(
    Array.from({ length: HUES }, (_, hue) => {
      const angle = (2 * Math.PI * hue) / HUES;
      return [Math.cos(angle), Math.sin(angle)];
    }).flat(),
  );
}

/** Nodes and constants in the making. Constants of one name are stored once. */
class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly initialisers = new Map<string, OnnxTensor>();

  /** Adds a node with one output of the given name; returns that name. */
  node(
    opType: string,
    output: string,
    input: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.nodes.push(onnxNode(opType, input, [output], attributes));
    return output;
  }

  conv(
    output: string,
    input: string,
    weights: Float32Array,
    dims: readonly [number, number, number, number],
    group = 1,
  ): string {
    const name = this.constant(floatTensor(`${output}/weights`, dims, weights));
    return this.node('Conv', output, [input, name], { group, kernel_shape: [dims[2], dims[3]] });
  }

  averagePool(output: string, input: string, window: number, step: number): string {
    return this.node('AveragePool', output, [input], {
      kernel_shape: [window, window],
      strides: [step, step],
    });
  }

  scalar(name: string, value: number): string {
    return this.constant(floatTensor(name, [], Float32Array.of(value)));
  }

  integers(name: string, values: readonly number[]): string {
    return this.constant(int64Tensor(name, [values.length], values));
  }

  private constant(tensor: OnnxTensor & { name?: string }): string {
    const name = tensor.name as string;
    this.initialisers.set(name, tensor);
    return name;
  }
}
