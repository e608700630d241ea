import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; namespace?: string };
  spec?: Record<string, unknown>;
}
interface Model {
  prototype: { validate(this: object): void };
}

export function readManifests(path: string): Manifest[] {
  return parseManifests(readFileSync(path, 'utf8'));
}

export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/**
 * Returns what the JSON schema of the manifest's kind objects to. The compiled schemas accept unknown fields, but never
 * read them, so that a field which was not read is one that Kubernetes does not know.
 */
export function schemaFaults(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest;
  const models = jest.requireActual<Record<string, Model>>(`kubernetes-models/${apiVersion}/${kind}`);
  const read = new Set<string>();
  const faults: string[] = [];
  try {
    models[kind]!.prototype.validate.call(recordReads(manifest, '', read));
  } catch (error) {
    faults.push((error as Error).message);
  }
  return [...faults, ...pathsIn(manifest, '').filter((path) => !read.has(path))];
}

function recordReads<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get: (target, key) => {
      const field: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || typeof field === 'function') return field;
      read.add(`${path}/${key}`);
      return typeof field === 'object' && field !== null ? recordReads(field, `${path}/${key}`, read) : field;
    },
  });
}

/** The path of every field, however deep. */
function pathsIn(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [`${path}/${key}`, ...pathsIn(field, `${path}/${key}`)]);
}
