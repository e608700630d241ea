import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { AppError } from '../common/app-error.js';
import { entityTagOf } from '../http/index.js';

const NOT_BUILT = 'The element is not built. Run "npm run build" and start Ramz again.';

/** A content with the tag that stands for it. */
export interface TaggedContent {
  body: Buffer;
  tag: string;
}

/** The built element. It is read at the first request for it. */
export class ElementFileService {
  private contents?: { plain: TaggedContent; gzip: TaggedContent };

  constructor(private readonly path: string) {}

  /** @throws AppError not_found, in a checkout that was not built */
  read(encoding: 'plain' | 'gzip'): TaggedContent {
    this.contents ??= this.load();
    return this.contents[encoding];
  }

  private load() {
    if (!existsSync(this.path)) throw new AppError('not_found', { detail: NOT_BUILT });
    const body = readFileSync(this.path);
    const compressed = gzipSync(body, { level: 9 });
    return {
      plain: { body, tag: entityTagOf(body) },
      gzip: { body: compressed, tag: entityTagOf(compressed) },
    };
  }
}
