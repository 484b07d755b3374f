// The queue of asynchronous invocations: attempts, retries by the service clock, dead letters and destinations.

import type { CancelTimer, Clock } from '../ports.js';
import { buildDestinationRecord, decideNextStep } from './async-attempt.js';
import { summarizeError } from './error-payload.js';
import type { EventInvokeConfig, InvokeOutcome } from './lambda.js';

/** One accepted invocation. */
export interface AsyncInvocation {
  readonly requestId: string;
  readonly payload: string;
  readonly functionArn: string;
}

/** What the queue needs to run an invocation and to get rid of its record. */
export interface AsyncInvocationPorts {
  readonly clock: Clock;
  /** One attempt under the invocation's request id. */
  readonly attempt: () => Promise<InvokeOutcome>;
  readonly config: () => EventInvokeConfig;
  readonly deadLetterTargetArn: () => string | undefined;
  readonly sendToDeadLetterTarget: (
    targetArn: string,
    body: string,
    attributes: Record<string, string>,
  ) => Promise<void>;
  readonly sendToDestination: (targetArn: string, record: string) => Promise<void>;
  /** An invocation that failed for good and that no target takes. */
  readonly onDropped: (reason: string) => void;
  /** A record could not be handed over. */
  readonly onUndeliverable: (targetArn: string, error: unknown) => void;
}

/** Runs asynchronous invocations until they are done. */
export interface AsyncInvocations {
  /** Returns at once; the first attempt runs in the background. */
  accept(invocation: AsyncInvocation, ports: AsyncInvocationPorts): void;
  /** Forgets waiting retries. */
  close(): void;
}

export function createAsyncInvocations(): AsyncInvocations {
  const timers = new Set<CancelTimer>();
  let isClosed = false;

  const run = async (invocation: AsyncInvocation, ports: AsyncInvocationPorts): Promise<void> => {
    const acceptedMs = ports.clock.nowMs();
    let functionErrors = 0;
    let throttles = 0;

    const finish = async (
      outcome: InvokeOutcome,
      condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded',
    ): Promise<void> => {
      const { onSuccessArn, onFailureArn } = ports.config();
      const answer = 'payload' in outcome ? outcome.payload : undefined;
      const record = JSON.stringify(
        buildDestinationRecord({
          timestampMs: ports.clock.nowMs(),
          requestId: invocation.requestId,
          functionArn: invocation.functionArn,
          condition,
          invokeCount: functionErrors + (condition === 'Success' ? 1 : 0),
          requestPayload: invocation.payload,
          responsePayload: answer,
          isFunctionError: outcome.kind === 'function-error',
        }),
      );
      const destination = condition === 'Success' ? onSuccessArn : onFailureArn;
      const deadLetter = condition === 'Success' ? undefined : ports.deadLetterTargetArn();
      const message = answer === undefined ? condition : summarizeError(answer).message;
      if (condition !== 'Success' && destination === undefined && deadLetter === undefined)
        ports.onDropped(message);
      const attributes = {
        RequestID: invocation.requestId,
        ErrorCode: outcome.kind === 'function-error' ? '200' : '429',
        ErrorMessage: message.slice(0, 1_024),
      };
      if (deadLetter !== undefined) {
        await ports
          .sendToDeadLetterTarget(deadLetter, invocation.payload, attributes)
          .catch((error: unknown) => ports.onUndeliverable(deadLetter, error));
      }
      if (destination !== undefined) {
        await ports
          .sendToDestination(destination, record)
          .catch((error: unknown) => ports.onUndeliverable(destination, error));
      }
    };

    const attempt = async (): Promise<void> => {
      const outcome = await ports.attempt();
      if (isClosed) return;
      const isThrottled = outcome.kind === 'throttled';
      if (outcome.kind === 'function-error') functionErrors++;
      throttles = isThrottled ? throttles + 1 : 0;
      const { maximumEventAgeSeconds, maximumRetryAttempts } = ports.config();
      const next = decideNextStep(
        outcome.kind === 'success' ? 'success' : isThrottled ? 'throttled' : 'function-error',
        {
          functionErrors,
          throttles,
          ageMs: ports.clock.nowMs() - acceptedMs,
          maximumEventAgeSeconds,
          maximumRetryAttempts,
        },
      );
      switch (next.kind) {
        case 'done':
          return finish(outcome, 'Success');
        case 'give-up':
          return finish(outcome, next.condition);
        case 'retry': {
          const cancel = ports.clock.after(next.delayMs, () => {
            timers.delete(cancel);
            // A test that moves the clock waits for the retry.
            return attempt();
          });
          timers.add(cancel);
        }
      }
    };
    await attempt();
  };

  return {
    accept: (invocation, ports) => void run(invocation, ports),
    close() {
      isClosed = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}
