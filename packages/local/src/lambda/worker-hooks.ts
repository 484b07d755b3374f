// Hooks of Node's ES module loader: the AWS SDK for projects without it, and bundled text under the name of its file.

import type { LoadHook, ResolveHook } from 'node:module';

/** What the worker that registers these hooks says. */
interface HookData {
  readonly url: string;
  readonly sdkBase: string;
  readonly text?: string;
}

// The loader gives hooks no other place to keep what `initialize` received; each registration has its own module.
let data: HookData | undefined;

export function initialize(given: HookData): void {
  data = given;
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    // A bundle may stand for a file that does not exist under its own name.
    if (specifier === data?.url) return { url: specifier, format: 'module', shortCircuit: true };
    if (data === undefined || !/^@(aws-sdk|smithy)\//.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: data.sdkBase });
  }
};

export const load: LoadHook = async (url, context, next) =>
  data?.text !== undefined && url === data.url
    ? { format: 'module', source: data.text, shortCircuit: true }
    : next(url, context);
