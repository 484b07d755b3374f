// Stands for an environment that could not be made: it answers one invocation with the reason and is replaced.

import type { Environment } from './environment.js';

/** The caller's error object, without the request id that Lambda puts before its own messages. */
export interface EnvironmentFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** @source spec/websocket-api.md 9.5: messages of Lambda itself begin with `RequestId: {id} Error: ` */
export function createFailedEnvironment(failure: EnvironmentFailure): Environment {
  return {
    isDead: true,
    invoke: async ({ requestId }) => ({
      kind: 'function-error',
      payload: JSON.stringify({
        errorType: failure.errorType,
        errorMessage: `RequestId: ${requestId} Error: ${failure.errorMessage}`,
      }),
      durationMs: 0,
    }),
    close: async () => {},
  };
}
