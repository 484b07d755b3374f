// A worker that answers every frame: miniflare has no API Gateway, so this is its nearest service.
import { Miniflare } from 'miniflare';

const miniflare = new Miniflare({
  modules: true,
  host: '127.0.0.1',
  port: 0,
  script: `export default { fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.addEventListener('message', ({ data }) => server.send(data));
    return new Response(null, { status: 101, webSocket: client });
  } }`,
});
const url = await miniflare.ready;
console.log(`listening ws://127.0.0.1:${url.port}/`);
