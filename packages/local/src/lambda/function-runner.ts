// One deployed function: its environments, the queue in front of them, and reloads.

import type { LambdaFunctionConfig } from './lambda.js';
import type { Environment, EnvironmentAnswer } from './node-environment.js';
import type { InvokeMessage } from './worker-messages.js';

/** Makes environments of the function's current code. */
export interface EnvironmentFactory {
  create(): Promise<Environment>;
}

/** Runs invocations of one function. */
export interface FunctionRunner {
  readonly config: LambdaFunctionConfig;
  readonly inFlight: number;
  invoke(
    invocation: Omit<InvokeMessage, 'type'>,
  ): Promise<EnvironmentAnswer & { readonly coldStart: boolean }>;
  /** Starts one environment ahead of the first invocation. */
  warm(): void;
  /** New invocations get new environments; running ones finish on the old. */
  replaceEnvironments(): void;
  close(): Promise<void>;
}

/**
 * @param options.maxEnvironments - Local cap; invocations beyond it wait, because threads cost memory here that
 *   they do not cost on AWS.
 */
export function createFunctionRunner(
  config: LambdaFunctionConfig,
  factory: EnvironmentFactory,
  options: { readonly maxEnvironments: number },
): FunctionRunner {
  let generation = 0;
  let environments: {
    readonly environment: Promise<Environment>;
    readonly generation: number;
    isBusy: boolean;
  }[] = [];
  const waiting: (() => void)[] = [];
  const retired = new Set<Promise<void>>();
  let inFlight = 0;

  type Slot = (typeof environments)[number];

  const retire = (slot: Slot) => {
    environments = environments.filter((candidate) => candidate !== slot);
    const closing = slot.environment
      .then((environment) => environment.close())
      // A start that failed has nothing to close; the invocation reported it.
      .catch(() => {})
      .finally(() => retired.delete(closing));
    retired.add(closing);
  };

  const start = (): Slot => {
    const slot: Slot = { environment: factory.create(), generation, isBusy: false };
    // Handled where the environment is used; this only keeps a failed warm-up from being unhandled.
    slot.environment.catch(() => {});
    environments.push(slot);
    return slot;
  };

  const acquire = async (): Promise<{ slot: Slot; coldStart: boolean }> => {
    for (;;) {
      const idle = environments.find((slot) => !slot.isBusy);
      if (idle !== undefined) {
        idle.isBusy = true;
        return { slot: idle, coldStart: false };
      }
      if (environments.length < options.maxEnvironments) {
        const slot = start();
        slot.isBusy = true;
        return { slot, coldStart: true };
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const release = (slot: Slot, isDead: boolean) => {
    slot.isBusy = false;
    if (isDead || slot.generation !== generation) retire(slot);
    waiting.shift()?.();
  };

  return {
    config,
    get inFlight() {
      return inFlight;
    },
    async invoke(invocation) {
      inFlight++;
      const { slot, coldStart } = await acquire();
      let isDead = true;
      try {
        const environment = await slot.environment;
        const answer = await environment.invoke(invocation, config.timeoutSeconds * 1_000);
        isDead = environment.isDead;
        return { ...answer, coldStart };
      } finally {
        inFlight--;
        release(slot, isDead);
      }
    },
    warm() {
      if (environments.length === 0) start();
    },
    replaceEnvironments() {
      generation++;
      const idle = environments.filter((slot) => !slot.isBusy);
      // Busy ones retire when their invocation ends, and no longer count against the cap.
      environments = environments.filter((slot) => slot.isBusy && slot.generation === generation);
      for (const slot of idle) retire(slot);
      for (const wake of waiting.splice(0)) wake();
    },
    async close() {
      for (const slot of [...environments]) retire(slot);
      await Promise.all([...retired]);
    },
  };
}
