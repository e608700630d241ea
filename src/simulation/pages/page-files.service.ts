import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { AppError } from '../../common/app-error.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

export interface PageFile {
  type: string;
  body: Buffer;
}

/** The files of the pages, by name. No other file can be read. */
export class PageFilesService {
  private names?: Set<string>;

  constructor(private readonly folder: string) {}

  /** @throws AppError not_found */
  read(name: string): PageFile {
    this.names ??= new Set(existsSync(this.folder) ? readdirSync(this.folder) : []);
    const type = TYPES[extname(name)];
    if (type === undefined || !this.names.has(name)) throw new AppError('not_found');
    return { type, body: readFileSync(join(this.folder, name)) };
  }
}
