/**
 * The messages of the ONNX intermediate representation, as a protobufjs descriptor.
 *
 * Field names and numbers are those of `onnx.proto` (ONNX IR version 10 and older). Every field is
 * listed, so that a model which is read and written again loses nothing.
 *
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

type FieldSpecification = readonly [name: string, id: number, type: string, rule?: 'repeated'];

const messages: Readonly<Record<string, readonly FieldSpecification[]>> = {
  StringStringEntryProto: [
    ['key', 1, 'string'],
    ['value', 2, 'string'],
  ],
  AttributeProto: [
    ['name', 1, 'string'],
    ['refAttrName', 21, 'string'],
    ['docString', 13, 'string'],
    ['type', 20, 'int32'],
    ['f', 2, 'float'],
    ['i', 3, 'int64'],
    ['s', 4, 'bytes'],
    ['t', 5, 'TensorProto'],
    ['g', 6, 'GraphProto'],
    ['sparseTensor', 22, 'SparseTensorProto'],
    ['tp', 14, 'TypeProto'],
    ['floats', 7, 'float', 'repeated'],
    ['ints', 8, 'int64', 'repeated'],
    ['strings', 9, 'bytes', 'repeated'],
    ['tensors', 10, 'TensorProto', 'repeated'],
    ['graphs', 11, 'GraphProto', 'repeated'],
    ['sparseTensors', 23, 'SparseTensorProto', 'repeated'],
    ['typeProtos', 15, 'TypeProto', 'repeated'],
  ],
  ValueInfoProto: [
    ['name', 1, 'string'],
    ['type', 2, 'TypeProto'],
    ['docString', 3, 'string'],
    ['metadataProps', 4, 'StringStringEntryProto', 'repeated'],
  ],
  NodeProto: [
    ['input', 1, 'string', 'repeated'],
    ['output', 2, 'string', 'repeated'],
    ['name', 3, 'string'],
    ['opType', 4, 'string'],
    ['domain', 7, 'string'],
    ['overload', 8, 'string'],
    ['attribute', 5, 'AttributeProto', 'repeated'],
    ['docString', 6, 'string'],
    ['metadataProps', 9, 'StringStringEntryProto', 'repeated'],
    ['deviceConfigurations', 10, 'NodeDeviceConfigurationProto', 'repeated'],
  ],
  IntIntListEntryProto: [
    ['key', 1, 'int64'],
    ['value', 2, 'int64', 'repeated'],
  ],
  NodeDeviceConfigurationProto: [
    ['configurationId', 1, 'string'],
    ['shardingSpec', 2, 'ShardingSpecProto', 'repeated'],
    ['pipelineStage', 3, 'int32'],
  ],
  ShardingSpecProto: [
    ['tensorName', 1, 'string'],
    ['device', 2, 'int64', 'repeated'],
    ['indexToDeviceGroupMap', 3, 'IntIntListEntryProto', 'repeated'],
    ['shardedDim', 4, 'ShardedDimProto', 'repeated'],
  ],
  ShardedDimProto: [
    ['axis', 1, 'int64'],
    ['simpleSharding', 2, 'SimpleShardedDimProto', 'repeated'],
  ],
  SimpleShardedDimProto: [
    ['dimValue', 1, 'int64'],
    ['dimParam', 2, 'string'],
    ['numShards', 3, 'int64'],
  ],
  TrainingInfoProto: [
    ['initialization', 1, 'GraphProto'],
    ['algorithm', 2, 'GraphProto'],
    ['initializationBinding', 3, 'StringStringEntryProto', 'repeated'],
    ['updateBinding', 4, 'StringStringEntryProto', 'repeated'],
  ],
  ModelProto: [
    ['irVersion', 1, 'int64'],
    ['opsetImport', 8, 'OperatorSetIdProto', 'repeated'],
    ['producerName', 2, 'string'],
    ['producerVersion', 3, 'string'],
    ['domain', 4, 'string'],
    ['modelVersion', 5, 'int64'],
    ['docString', 6, 'string'],
    ['graph', 7, 'GraphProto'],
    ['metadataProps', 14, 'StringStringEntryProto', 'repeated'],
    ['trainingInfo', 20, 'TrainingInfoProto', 'repeated'],
    ['functions', 25, 'FunctionProto', 'repeated'],
    ['configuration', 26, 'DeviceConfigurationProto', 'repeated'],
  ],
  DeviceConfigurationProto: [
    ['name', 1, 'string'],
    ['numDevices', 2, 'int32'],
    ['device', 3, 'string', 'repeated'],
  ],
  TensorAnnotation: [
    ['tensorName', 1, 'string'],
    ['quantParameterTensorNames', 2, 'StringStringEntryProto', 'repeated'],
  ],
  GraphProto: [
    ['node', 1, 'NodeProto', 'repeated'],
    ['name', 2, 'string'],
    ['initializer', 5, 'TensorProto', 'repeated'],
    ['sparseInitializer', 15, 'SparseTensorProto', 'repeated'],
    ['docString', 10, 'string'],
    ['input', 11, 'ValueInfoProto', 'repeated'],
    ['output', 12, 'ValueInfoProto', 'repeated'],
    ['valueInfo', 13, 'ValueInfoProto', 'repeated'],
    ['quantizationAnnotation', 14, 'TensorAnnotation', 'repeated'],
    ['metadataProps', 16, 'StringStringEntryProto', 'repeated'],
  ],
  TensorSegment: [
    ['begin', 1, 'int64'],
    ['end', 2, 'int64'],
  ],
  TensorProto: [
    ['dims', 1, 'int64', 'repeated'],
    ['dataType', 2, 'int32'],
    ['segment', 3, 'TensorSegment'],
    ['floatData', 4, 'float', 'repeated'],
    ['int32Data', 5, 'int32', 'repeated'],
    ['stringData', 6, 'bytes', 'repeated'],
    ['int64Data', 7, 'int64', 'repeated'],
    ['name', 8, 'string'],
    ['docString', 12, 'string'],
    ['rawData', 9, 'bytes'],
    ['externalData', 13, 'StringStringEntryProto', 'repeated'],
    ['dataLocation', 14, 'int32'],
    ['doubleData', 10, 'double', 'repeated'],
    ['uint64Data', 11, 'uint64', 'repeated'],
    ['metadataProps', 16, 'StringStringEntryProto', 'repeated'],
  ],
  SparseTensorProto: [
    ['values', 1, 'TensorProto'],
    ['indices', 2, 'TensorProto'],
    ['dims', 3, 'int64', 'repeated'],
  ],
  Dimension: [
    ['dimValue', 1, 'int64'],
    ['dimParam', 2, 'string'],
    ['denotation', 3, 'string'],
  ],
  TensorShapeProto: [['dim', 1, 'Dimension', 'repeated']],
  TensorType: [
    ['elemType', 1, 'int32'],
    ['shape', 2, 'TensorShapeProto'],
  ],
  SequenceType: [['elemType', 1, 'TypeProto']],
  MapType: [
    ['keyType', 1, 'int32'],
    ['valueType', 2, 'TypeProto'],
  ],
  OptionalType: [['elemType', 1, 'TypeProto']],
  OpaqueType: [
    ['domain', 1, 'string'],
    ['name', 2, 'string'],
  ],
  SparseTensorType: [
    ['elemType', 1, 'int32'],
    ['shape', 2, 'TensorShapeProto'],
  ],
  TypeProto: [
    ['tensorType', 1, 'TensorType'],
    ['sequenceType', 4, 'SequenceType'],
    ['mapType', 5, 'MapType'],
    ['optionalType', 9, 'OptionalType'],
    ['sparseTensorType', 8, 'SparseTensorType'],
    ['opaqueType', 7, 'OpaqueType'],
    ['denotation', 6, 'string'],
  ],
  OperatorSetIdProto: [
    ['domain', 1, 'string'],
    ['version', 2, 'int64'],
  ],
  FunctionProto: [
    ['name', 1, 'string'],
    ['input', 4, 'string', 'repeated'],
    ['output', 5, 'string', 'repeated'],
    ['attribute', 6, 'string', 'repeated'],
    ['attributeProto', 11, 'AttributeProto', 'repeated'],
    ['node', 7, 'NodeProto', 'repeated'],
    ['docString', 8, 'string'],
    ['opsetImport', 9, 'OperatorSetIdProto', 'repeated'],
    ['domain', 10, 'string'],
    ['overload', 13, 'string'],
    ['valueInfo', 12, 'ValueInfoProto', 'repeated'],
    ['metadataProps', 14, 'StringStringEntryProto', 'repeated'],
  ],
};

/** Fields of which at most one is set (protobuf `oneof`): absent means absent, not zero. */
const oneofs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Dimension: { value: ['dimValue', 'dimParam'] },
  SimpleShardedDimProto: { dim: ['dimValue', 'dimParam'] },
  TypeProto: {
    value: [
      'tensorType',
      'sequenceType',
      'mapType',
      'optionalType',
      'sparseTensorType',
      'opaqueType',
    ],
  },
};

/** The descriptor that protobufjs reads (`Root.fromJSON`). */
export const onnxDescriptor = {
  nested: {
    onnx: {
      nested: Object.fromEntries(
        Object.entries(messages).map(([message, fields]) => [
          message,
          {
            ...(oneofs[message] === undefined
              ? {}
              : {
                  oneofs: Object.fromEntries(
                    Object.entries(oneofs[message]).map(([name, oneof]) => [
                      name,
                      { oneof: [...oneof] },
                    ]),
                  ),
                }),
            fields: Object.fromEntries(
              fields.map(([name, id, type, rule]) => [
                name,
                { id, type, ...(rule === undefined ? {} : { rule }) },
              ]),
            ),
          },
        ]),
      ),
    },
  },
};
