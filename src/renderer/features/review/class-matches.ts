/** Classes that a person may mean by what was typed so far. */
export interface ClassMatches {
  /** The best first. */
  names: readonly string[];
  /** The typed name, where there is no such class yet; null otherwise. */
  newName: string | null;
}

/**
 * Finds classes by what was typed: the very name, names that begin with it, names with a word that
 * does, names that hold it; upper and lower case alike. With nothing typed: the suggested ones.
 *
 * @param own left out: the class that is wrong
 * @param limit of the names
 */
export function matchClasses(
  typed: string,
  classNames: readonly string[],
  { suggested, own, limit }: { suggested: readonly string[]; own: string; limit: number },
): ClassMatches {
  const wanted = typed.trim();
  if (wanted === '') {
    const known = [...new Set(suggested)].filter((name) => name !== own);
    return { names: known.slice(0, limit), newName: null };
  }
  const text = wanted.toLowerCase();
  const groups: string[][] = [[], [], [], [], []];
  for (const name of classNames) {
    if (name !== own) groups[rankOf(name, wanted, text)]?.push(name);
  }
  return {
    names: groups.flat().slice(0, limit),
    newName: wanted === own || classNames.includes(wanted) ? null : wanted,
  };
}

/** 0 is the best; 5: does not fit. */
function rankOf(name: string, wanted: string, text: string): number {
  if (name === wanted) return 0;
  const lower = name.toLowerCase();
  if (lower === text) return 1;
  const at = lower.indexOf(text);
  if (at < 0) return 5;
  if (at === 0) return 2;
  return /[\p{L}\p{N}]/u.test(lower[at - 1] ?? '') ? 4 : 3;
}
