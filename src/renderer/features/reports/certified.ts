/**
 * How many more classes it takes until the data can certify a FAR at 95 %, where its effective trials
 * grow with the classes: 3 over the trials is the smallest that it can certify.
 *
 * @param effectiveTrials above 0
 * @returns 0 where the data can certify it already
 */
export function moreClassesToCertify(
  falseAcceptRate: number,
  classes: number,
  effectiveTrials: number,
): number {
  const wanted = (classes * 3) / (falseAcceptRate * effectiveTrials);
  return Math.max(0, Math.ceil(wanted - classes));
}
