// Streamed responses inside a worker: `awslambda.streamifyResponse` and its HTTP prelude.

import { Writable } from 'node:stream';

/** Marks a handler that takes a response stream, under the name that Lambda's runtime uses. */
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');

/** The stream that a streaming handler writes to. */
export interface ResponseStream extends Writable {
  setContentType(contentType: string): void;
}

/** Makes the global `awslambda` of Lambda's Node runtimes. */
export function installStreamingGlobals(): void {
  const awslambda = {
    streamifyResponse(handler: object, options?: { highWaterMark?: number }): object {
      Object.assign(handler, { [streamingMark]: 'response' });
      if (options?.highWaterMark !== undefined) {
        Object.assign(handler, {
          [Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')]: options.highWaterMark,
        });
      }
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: unknown): ResponseStream {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.write(JSON.stringify(prelude));
        // Eight zero bytes end the prelude.
        stream.write(new Uint8Array(8));
        return stream;
      },
    },
  };
  Object.assign(globalThis, { awslambda });
}

export function isStreamingHandler(handler: object): boolean {
  return (handler as { [streamingMark]?: unknown })[streamingMark] === 'response';
}

/** @param send - Takes each chunk; the thread's message queue is the buffer. */
export function createResponseStream(send: (chunk: Uint8Array) => void): ResponseStream {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      send(new Uint8Array(chunk));
      done();
    },
  });
  // The content type matters only to function URLs, which have no local listener.
  return Object.assign(stream, { setContentType: () => {} });
}
