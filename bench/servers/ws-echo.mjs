// The bare baseline: `ws` with the settings of the gateway, answering in the listener.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
const server = createServer();
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening ws://127.0.0.1:${server.address().port}/`));
