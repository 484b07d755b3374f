// Viewer request: asks for a user and a password (RFC 7617) and lets nobody else on.
//
// What is known here is SHA-256 of "salt:user:password"; neither name nor password can be read from the
// deployed function. Both constants are put in when the stack is packaged.

const SALT = process.env.PREVIEW_SALT;
const CREDENTIALS_SHA256 = process.env.PREVIEW_CREDENTIALS_SHA256;

const crypto = require('crypto');

function handler(event) {
  const request = event.request;
  const header = request.headers.authorization;
  const match = header ? /^basic +([a-z0-9+/]+=*) *$/i.exec(header.value) : null;

  if (match !== null && sameText(digest(match[1]), CREDENTIALS_SHA256)) {
    // The origin has no use for the password.
    delete request.headers.authorization;
    return request;
  }
  return {
    statusCode: 401,
    statusDescription: 'Unauthorized',
    headers: {
      'www-authenticate': { value: 'Basic realm="Preview", charset="UTF-8"' },
      'cache-control': { value: 'no-store' },
      'content-type': { value: 'text/plain; charset=utf-8' },
    },
    body: 'This is a preview: sign in to read it.\n',
  };
}

function digest(base64Credentials) {
  const credentials = Buffer.from(base64Credentials, 'base64').toString('utf8');
  return crypto
    .createHash('sha256')
    .update(SALT + ':' + credentials)
    .digest('hex');
}

// Looks at every character even after the first difference, so that the time taken tells nothing.
function sameText(left, right) {
  let difference = left.length ^ right.length;
  for (let i = 0; i < left.length; i++) {
    difference |= left.charCodeAt(i) ^ right.charCodeAt(i % right.length);
  }
  return difference === 0;
}
