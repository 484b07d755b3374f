// The files of the console page, for whoever serves it.

import { fileURLToPath } from 'node:url';

/** A file to serve. */
export interface ConsoleFile {
  readonly path: string;
  readonly contentType: string;
}

const javascript = 'text/javascript; charset=utf-8';

/** Every file by its name below the page's address; the page itself is `''`. */
export const consoleFiles: ReadonlyMap<string, ConsoleFile> = new Map([
  ['', file('../../static/index.html', 'text/html; charset=utf-8')],
  ['style.css', file('../../static/style.css', 'text/css; charset=utf-8')],
  ...['app', 'elements', 'timeline', 'connections', 'filter', 'stack-view', 'trace-view'].map(
    (name) => [`${name}.js`, file(`./page/${name}.js`, javascript)] as const,
  ),
]);

function file(path: string, contentType: string): ConsoleFile {
  return { path: fileURLToPath(new URL(path, import.meta.url)), contentType };
}
