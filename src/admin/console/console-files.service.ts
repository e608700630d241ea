import { gzipSync } from 'node:zlib';
import { StaticFiles, type StaticFile } from './static-files.js';

const PAGE = 'index.html';
const COOKIES_OFF = '<meta name="ramz-session-cookies" content="false"';

/** The built page of the console. */
export class ConsoleFilesService {
  private files?: StaticFiles;
  private page?: StaticFile;

  /** @param offersSessions whether administrators may sign in with a code, into session cookies */
  constructor(
    private readonly folder: string,
    private readonly offersSessions: boolean,
  ) {}

  /** @param name path of a file in the built page; undefined if there is none, also in a checkout that was not built */
  find(name: string): StaticFile | undefined {
    this.files ??= new StaticFiles(this.folder);
    const file = this.files.find(name);
    if (name !== PAGE || !file || !this.offersSessions) return file;
    this.page ??= withSessions(file);
    return this.page;
  }
}

function withSessions({ type, body }: StaticFile): StaticFile {
  const text = body.toString().replace(COOKIES_OFF, COOKIES_OFF.replace('false', 'true'));
  return { type, body: Buffer.from(text), gzip: gzipSync(text) };
}
