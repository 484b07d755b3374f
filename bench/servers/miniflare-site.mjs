// A worker that rewrites the address and answers a page that it holds.
import { readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';

const page = readFileSync(new URL('./edgewire-site/public/posts/x/index.html', import.meta.url), 'utf8');
const miniflare = new Miniflare({
  modules: true,
  host: '127.0.0.1',
  port: 0,
  script: `const pages = { '/posts/x/index.html': ${JSON.stringify(page)} };
  export default { fetch(request) {
    let path = new URL(request.url).pathname;
    if (path.endsWith('/')) path += 'index.html';
    else if (!path.slice(path.lastIndexOf('/')).includes('.')) path += '/index.html';
    const body = pages[path];
    return new Response(body ?? '', { status: body ? 200 : 404, headers: { 'content-type': 'text/html' } });
  } }`,
});
const url = await miniflare.ready;
console.log(`listening http://127.0.0.1:${url.port}/`);
