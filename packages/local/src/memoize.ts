// Results of a pure function of one text, for names that come again with every message.

/** More texts than this are not names of a stack: the memory begins anew. */
const maxTexts = 1_000;

/** @param compute - Pure. @returns The same function, which computes a text's result once. */
export function memoize<Result>(compute: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, { readonly result: Result }>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known.result;
    if (results.size >= maxTexts) results.clear();
    const result = compute(text);
    results.set(text, { result });
    return result;
  };
}
