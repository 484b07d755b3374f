// A client message: its text as received, and its JSON value, which is read once and only when something asks.

import { parseLenientJson } from './lenient-json.js';

/** The text of one message. */
export interface MessageBody {
  readonly text: string;
  /** The JSON value, or `undefined` when the text is not JSON. */
  json(): { readonly value: unknown } | undefined;
}

/**
 * @param isLenient - Whether unquoted keys and single quotes are read after a strict reading failed.
 * @source spec/websocket-api.md 2.2
 */
export function createMessageBody(text: string, isLenient: boolean): MessageBody {
  let parsed: { readonly value: unknown } | undefined;
  let isParsed = false;
  return {
    text,
    json() {
      if (!isParsed) {
        isParsed = true;
        parsed = parseStrictly(text) ?? (isLenient ? parseLenientJson(text) : undefined);
      }
      return parsed;
    },
  };
}

function parseStrictly(text: string): { readonly value: unknown } | undefined {
  // Plain text is a normal message; throwing and catching would be the dearest part of it.
  const first = text.trimStart()[0];
  if (first === undefined || !'{["-0123456789tfn'.includes(first)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Clients send what they like: not JSON is an outcome, not a failure.
    return undefined;
  }
}
