// The bare baseline: node:http with the pages in memory and the same rewrite.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const page = readFileSync(new URL('./edgewire-site/public/posts/x/index.html', import.meta.url));
const pages = new Map([['/posts/x/index.html', page]]);
const server = createServer((request, response) => {
  let path = request.url.split('?')[0];
  if (path.endsWith('/')) path += 'index.html';
  else if (!path.slice(path.lastIndexOf('/')).includes('.')) path += '/index.html';
  const body = pages.get(path);
  response.writeHead(body === undefined ? 404 : 200, {
    'content-type': 'text/html',
    'content-length': body?.length ?? 0,
  });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(`listening http://127.0.0.1:${server.address().port}/`));
