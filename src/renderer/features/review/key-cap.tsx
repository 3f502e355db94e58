/** A key, as it stands on a button. */
export function KeyCap({ children }: { children: string }) {
  return (
    <kbd className="review-key" aria-hidden="true">
      {children}
    </kbd>
  );
}
