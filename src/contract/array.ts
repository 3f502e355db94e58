/**
 * How a numeric array of an evaluation travels: `GET /arrays/EVALUATION/NAME` answers with its numbers
 * alone, little-endian, row by row, as `application/octet-stream`; two headers say what they are.
 * An evaluation has `histogram.edges` [bins + 1], `histogram.impostor` and `histogram.genuine`
 * [classes, bins].
 */
export type ArrayType = 'uint32' | 'float32';

/** `/arrays/EVALUATION/NAME`: the groups are the evaluation's id and the array's name. */
export const arrayPath = /^\/arrays\/([\w-]{1,64})\/([a-z][a-z.]{0,63})$/;

/** The {@link ArrayType} of the numbers. */
export const arrayTypeHeader = 'Isoline-Array-Type';

/** The shape: whole numbers with commas between them, as in `10000,512`. */
export const arrayShapeHeader = 'Isoline-Array-Shape';
