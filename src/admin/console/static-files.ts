import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file as it is served. */
export interface StaticFile {
  type: string;
  body: Buffer;
  gzip?: Buffer;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};
/** Smaller files fit into one packet. */
const LEAST_COMPRESSED_BYTES = 1024;

/** The files of a folder, by their path in it. Each is read at the first request for it, and no other file can be. */
export class StaticFiles {
  private readonly names: Set<string>;
  private readonly read = new Map<string, StaticFile>();

  constructor(private readonly folder: string) {
    this.names = new Set(existsSync(folder) ? filesOf(folder) : []);
  }

  find(name: string): StaticFile | undefined {
    if (!this.names.has(name)) return undefined;
    const file = this.read.get(name) ?? this.load(name);
    this.read.set(name, file);
    return file;
  }

  private load(name: string): StaticFile {
    const body = readFileSync(join(this.folder, name));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const isText = !/\.(png|ico)$/.test(name);
    return { type, body, ...(isText && body.length > LEAST_COMPRESSED_BYTES && { gzip: gzipSync(body) }) };
  }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
}
