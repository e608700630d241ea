// Writes V8's code cache of what a process has loaded from the bundle, when that process ends.
import { writeFileSync } from 'node:fs';
import { scripts } from '../dist/bundle/load.js';

process.on('exit', () => {
  for (const [path, script] of scripts) writeFileSync(`${path}.cache`, script.createCachedData());
});
