// Viewer request: the address of a page becomes the object that Hugo wrote for it.
//
//   /posts/x  and  /posts/x/   ->  /posts/x/index.html
//   /style.css                 ->  itself: the last segment has an extension
//   /v0.1/notes                ->  /v0.1/notes/index.html: a dot in a directory is no extension
//
// The query string is a field of its own in the event and stays as it is.

// A dot, then letters and digits with at least one letter: "css", "mp4", "7z", but not the "1" of "v0.1".
const EXTENSION = /\.[0-9]*[a-z][0-9a-z]*$/i;

function handler(event) {
  const request = event.request;
  const uri = request.uri;
  const lastSegment = uri.slice(uri.lastIndexOf('/') + 1);

  if (lastSegment === '') {
    request.uri = uri + 'index.html';
  } else if (!EXTENSION.test(lastSegment.replace(/%2e/gi, '.'))) {
    // The path arrives percent-encoded and leaves so; S3 decodes it to find the key.
    request.uri = uri + '/index.html';
  }
  return request;
}
