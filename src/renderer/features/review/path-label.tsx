/**
 * A class or an image by its path, on one line. Where there is little room the folders give way first:
 * it is the end that tells paths apart.
 *
 * @param path what is shown
 * @param whole what is said of it in full; default: the same
 */
export function PathLabel({ path, whole = path }: { path: string; whole?: string }) {
  const end = path.lastIndexOf('/') + 1;
  return (
    <span className="review-path" title={whole} dir="auto">
      {end > 0 && <span>{path.slice(0, end)}</span>}
      <span>{path.slice(end)}</span>
    </span>
  );
}
