type Scalar = string | number | boolean;
export type Values = Record<string, Scalar | Scalar[] | undefined>;

/**
 * Fills in `{name}` in the path and appends the query.
 * It does not use `URL`, which is incomplete in React Native.
 */
export function addressOf(path: string, parameters: Values = {}, query: Values = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${name}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}
