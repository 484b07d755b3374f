// The framing of `application/vnd.amazon.eventstream`, as InvokeWithResponseStream answers.

import { crc32 } from 'node:zlib';

/** Bytes around the headers and the payload: two lengths, their checksum, the message's checksum. */
const overheadBytes = 16;
const stringType = 7;

/**
 * One message: total length, header length, CRC of both, headers, payload, CRC of all.
 *
 * @param headers - String headers, e.g. `:event-type`; names at most 255 bytes.
 * @source AWS, "Event stream encoding" (Amazon Transcribe and S3 Select developer guides)
 */
export function encodeEventStreamFrame(
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array,
): Buffer {
  const encoded = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const nameBytes = Buffer.from(name);
      const valueBytes = Buffer.from(value);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(valueBytes.length);
      return Buffer.concat([
        Buffer.of(nameBytes.length),
        nameBytes,
        Buffer.of(stringType),
        length,
        valueBytes,
      ]);
    }),
  );
  const frame = Buffer.alloc(overheadBytes + encoded.length + payload.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(encoded.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  encoded.copy(frame, 12);
  frame.set(payload, 12 + encoded.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

/** A piece of the response. */
export function payloadChunkFrame(chunk: Uint8Array): Buffer {
  return encodeEventStreamFrame(
    {
      ':event-type': 'PayloadChunk',
      ':content-type': 'application/octet-stream',
      ':message-type': 'event',
    },
    chunk,
  );
}

/** The end of the response, with the function's error and log where there are some. */
export function invokeCompleteFrame(complete: {
  readonly errorCode?: string;
  readonly errorDetails?: string;
  /** Base64. */
  readonly logResult?: string;
}): Buffer {
  return encodeEventStreamFrame(
    { ':event-type': 'InvokeComplete', ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(
      JSON.stringify({
        ErrorCode: complete.errorCode,
        ErrorDetails: complete.errorDetails,
        LogResult: complete.logResult,
      }),
    ),
  );
}
