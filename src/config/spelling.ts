/** Whether so many edits turn one text into the other: a character added, left out or replaced, or two swapped. */
export function isWithinEdits(first: string, second: string, edits: number): boolean {
  let start = 0;
  while (start < first.length && first[start] === second[start]) start += 1;
  if (start === first.length && start === second.length) return true;
  if (edits === 0 || Math.abs(first.length - second.length) > edits) return false;
  const [a, b] = [first.slice(start), second.slice(start)];
  const isSwapped = a[0] === b[1] && a[1] === b[0];
  return (
    isWithinEdits(a.slice(1), b.slice(1), edits - 1) ||
    isWithinEdits(a.slice(1), b, edits - 1) ||
    isWithinEdits(a, b.slice(1), edits - 1) ||
    (isSwapped && isWithinEdits(a.slice(2), b.slice(2), edits - 1))
  );
}
