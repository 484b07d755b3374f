// Viewer request of the behavior for /socket: the page opens its WebSocket on the host that it came from, and the
// API behind it knows only its stage, which is the origin's path.

function handler(event) {
  event.request.uri = '/';
  return event.request;
}
