// Tells that a call passed which AWS would have refused.

import type { Emit } from '../events/stack-event.js';
import type { GatewayRuntime } from './gateway-runtime.js';

const messages = {
  unsigned: 'is not signed (Missing Authentication Token)',
  'unknown-key': 'is signed with an access key that is not known here',
};

/** @returns A function that tells each cause once in the life of the stack. */
export function createLeniencyNotice(emit: Emit): GatewayRuntime['tellLeniency'] {
  const told = new Set<string>();
  return (cause) => {
    if (told.has(cause)) return;
    told.add(cause);
    emit(
      'stack.notice',
      {
        code: 'EW5013',
        message: `A call of @connections passed that AWS answers with 403: it ${messages[cause]}; --strict-signatures refuses it here too`,
      },
      { level: 'warn' },
    );
  };
}
