import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first is Chromium without windows, which needs a third of the processor time. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** The path of the machine's Chromium. @returns {string} */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
  if (!path) throw new Error('Chromium is not installed.');
  return path;
}
