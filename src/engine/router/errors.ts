import { ORPCError, os } from '@orpc/server';
import { errorDataSchema } from '../../contract/job.ts';
import { IsolineError } from '../../core/errors.ts';

/**
 * What every call goes through: an IsolineError travels as the contract's `ISOLINE` error. Any other
 * is a defect, and the caller is told so; the error itself is the `cause`, for whoever keeps a log.
 */
export const errorsAsData = os
  .errors({ ISOLINE: { status: 422, data: errorDataSchema } })
  .middleware(async ({ next, errors }) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof IsolineError) {
        throw errors.ISOLINE({
          message: error.message,
          data: errorDataSchema.parse(error.toData()),
          cause: error,
        });
      }
      // An input that the contract does not allow is answered as what it is.
      if (error instanceof ORPCError && error.status < 500) throw error;
      throw new ORPCError('INTERNAL_SERVER_ERROR', {
        message: `Isoline failed: ${(error as Error).message}`,
        cause: error,
      });
    }
  });
