/**
 * Indices of float32 values in descending order of the value (stable: equal values keep their order).
 * A radix sort, linear in the length: lists of scores run to tens of millions.
 *
 * @param values finite numbers; 0 and -0 count as equal.
 */
export function descendingOrder(values: Float32Array): Uint32Array {
  const { length } = values;
  const bits = new Int32Array(values.buffer, values.byteOffset, length);
  // Unsigned keys that ascend while the value descends.
  const keys = new Uint32Array(length);
  for (let k = 0; k < length; k++) {
    const b = bits[k] as number;
    keys[k] = b === -0x80000000 ? 0x7fffffff : b < 0 ? b : ~b & 0x7fffffff;
  }
  let order = new Uint32Array(length);
  let otherOrder = new Uint32Array(length);
  let sorted = keys;
  let otherKeys = new Uint32Array(length);
  for (let k = 0; k < length; k++) order[k] = k;
  const starts = new Uint32Array(2049);
  for (let shift = 0; shift < 33; shift += 11) {
    starts.fill(0);
    for (let k = 0; k < length; k++) {
      const digit = (((sorted[k] as number) >>> shift) & 2047) + 1;
      starts[digit] = (starts[digit] as number) + 1;
    }
    for (let d = 0; d < 2048; d++) {
      starts[d + 1] = (starts[d + 1] as number) + (starts[d] as number);
    }
    for (let k = 0; k < length; k++) {
      const key = sorted[k] as number;
      const digit = (key >>> shift) & 2047;
      const at = starts[digit] as number;
      otherOrder[at] = order[k] as number;
      otherKeys[at] = key;
      starts[digit] = at + 1;
    }
    [order, otherOrder] = [otherOrder, order];
    [sorted, otherKeys] = [otherKeys, sorted];
  }
  return order;
}
