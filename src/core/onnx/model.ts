import protobuf from 'protobufjs';
import { onnxDescriptor } from './schema.ts';

/**
 * Reading and writing of ONNX files (protobuf), with plain objects in between.
 *
 * 64-bit integers are JavaScript numbers (exact up to 2^53). Absent fields are absent, so that a
 * model that is decoded and encoded again keeps its meaning.
 */

/** `TensorProto.DataType`: the element types of ONNX by number. */
export const DataType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

/** `AttributeProto.AttributeType`: the kinds of attribute by number. */
const AttributeType = {
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  GRAPH: 5,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
} as const;

export interface StringEntry {
  key: string;
  value: string;
}

export interface OnnxTensor {
  name?: string;
  dims?: number[];
  dataType?: number;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  doubleData?: number[];
  externalData?: StringEntry[];
  /** 1 = the data lies in another file. */
  dataLocation?: number;
}

export interface OnnxAttribute {
  name: string;
  type?: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: OnnxTensor;
  g?: OnnxGraph;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
}

export interface OnnxNode {
  name?: string;
  opType: string;
  domain?: string;
  input?: string[];
  output?: string[];
  attribute?: OnnxAttribute[];
}

export interface OnnxDimension {
  dimValue?: number;
  dimParam?: string;
}

export interface OnnxValueInfo {
  name: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim?: OnnxDimension[] } } };
}

export interface OnnxGraph {
  name?: string;
  node?: OnnxNode[];
  initializer?: OnnxTensor[];
  input?: OnnxValueInfo[];
  output?: OnnxValueInfo[];
  valueInfo?: OnnxValueInfo[];
}

export interface OnnxModel {
  irVersion?: number;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: number;
  docString?: string;
  opsetImport?: { domain?: string; version?: number }[];
  graph?: OnnxGraph;
  functions?: unknown[];
  metadataProps?: StringEntry[];
}

const modelMessage = protobuf.Root.fromJSON(onnxDescriptor).lookupType('onnx.ModelProto');

/**
 * Serialises a model to the bytes of an ONNX file.
 *
 * @returns the file's content; below 2 GB, the limit of protobuf.
 */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return modelMessage.encode(modelMessage.fromObject(model)).finish();
}

/**
 * Reads the bytes of an ONNX file.
 *
 * @throws Error when the bytes are not protobuf, or hold no graph: the file is not an ONNX model.
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  const message = modelMessage.decode(bytes);
  const model = modelMessage.toObject(message, { longs: Number }) as OnnxModel;
  if (model.graph === undefined) throw new Error('the file holds no ONNX graph');
  return model;
}

/** The value of an attribute of `encodeOnnx`: a number is an integer unless it is given as `{ f }`. */
export type AttributeValue =
  number | readonly number[] | string | { f: number } | { t: OnnxTensor };

/** Builds a node from plain attribute values. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): OnnxNode {
  return {
    opType,
    name: output[0] ?? opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => onnxAttribute(name, value)),
  };
}

function onnxAttribute(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') {
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  if ('f' in value) return { name, type: AttributeType.FLOAT, f: value.f };
  if ('t' in value) return { name, type: AttributeType.TENSOR, t: value.t };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

/** A float32 tensor with its values in place (`rawData`, little-endian). */
export function floatTensor(
  name: string,
  dims: readonly number[],
  values: Float32Array,
): OnnxTensor {
  const rawData = new Uint8Array(values.length * 4);
  const view = new DataView(rawData.buffer);
  for (let k = 0; k < values.length; k++) view.setFloat32(4 * k, values[k] ?? 0, true);
  return { name, dims: [...dims], dataType: DataType.FLOAT, rawData };
}

/** An int64 tensor, for shapes, axes and indices. */
export function int64Tensor(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): OnnxTensor {
  const rawData = new Uint8Array(values.length * 8);
  const view = new DataView(rawData.buffer);
  values.forEach((value, k) => {
    view.setBigInt64(8 * k, BigInt(value), true);
  });
  return { name, dims: [...dims], dataType: DataType.INT64, rawData };
}

/** Name, element type and shape of an input or output; a string in `dims` is a free dimension. */
export function valueInfo(
  name: string,
  dims: readonly (number | string)[],
  elemType: number = DataType.FLOAT,
): OnnxValueInfo {
  const dim = dims.map((size) =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
