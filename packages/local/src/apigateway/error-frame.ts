// The text frames that the gateway itself sends (spec/websocket-api.md 2.5).

/**
 * Byte for byte: a space after `"message":` and after commas, none after the ids' colons.
 *
 * @param message - `Forbidden`, `Internal server error`, `Endpoint request timed out`, `Invalid request body`, …
 */
export function errorFrame(
  message: string,
  ids: { readonly connectionId: string; readonly requestId: string },
): string {
  return `{"message": ${JSON.stringify(message)}, "connectionId":"${ids.connectionId}", "requestId":"${ids.requestId}"}`;
}
