// Words for an error that is the gateway's own and nobody else's.

/** @param work - What failed, such as `handshake`. */
export function faultOf(work: string, error: unknown): { message: string; stack?: string } {
  const text = error instanceof Error ? error.message : String(error);
  return {
    message: `Edgewire's own ${work} failed: ${text}`,
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
  };
}
