import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UIConfig } from '@bull-board/api/dist/types.js';

/**
 * The page of bull-board with its scripts and styles, but without the font of another server, inline styles and the
 * template engine that its own page needs. `queues.js` of the console sends the key of the console with its requests.
 * @param folder with bull-board's `index.ejs`, which names the files of this version
 */
export function boardPage(folder: string, { prefix, config }: { prefix: string; config: UIConfig }): string {
  const template = readFileSync(join(folder, 'index.ejs'), 'utf8');
  const styles = [...template.matchAll(/<link href="(static\/[^"]+\.css)"/g)].map(([, path]) => path);
  const scripts = [...template.matchAll(/<script defer src="(static\/[^"]+\.js)"/g)].map(([, path]) => path);
  return `<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <base href="${prefix}/admin/queues/" />
    <title>${config.boardTitle ?? 'Queues'}</title>
    <link rel="icon" type="image/png" href="static/favicon-32x32.png" />
    ${styles.map((path) => `<link href="${path}" rel="stylesheet" />`).join('\n    ')}
  </head>
  <body class="preload">
    <script id="__UI_CONFIG__" type="application/json">${JSON.stringify(config).replaceAll('<', String.raw`\u003c`)}</script>
    <div id="root"></div>
    <script type="module" src="../assets/queues.js"></script>
    ${scripts.map((path) => `<script defer src="${path}"></script>`).join('\n    ')}
  </body>
</html>
`;
}
