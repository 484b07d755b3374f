// The Lambda Extensions API, for extensions that live inside the function's own process: SDKs register one to be told
// before the environment ends. Extensions that layers bring as programs are not started.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Invocation } from './environment.js';

/** Facts that extensions are told. */
export interface ExtensionFacts {
  readonly functionName: string;
  readonly handler: string;
}

/** The API of one environment. */
export interface ExtensionsApi {
  /** Whether something registered: its process hears a signal before it ends. */
  readonly isUsed: boolean;
  /** Answers a request. @returns False for a path that is not of this API. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Tells of an invocation those that asked for it. */
  invoked(invocation: Invocation, deadlineMs: number): void;
}

interface Extension {
  readonly wantsInvocations: boolean;
  readonly untold: object[];
  poll: ServerResponse | undefined;
}

const prefix = '/2020-01-01/extension/';

/** @source AWS Lambda Developer Guide, "Using the Lambda Extensions API to create extensions" */
export function createExtensionsApi(facts: ExtensionFacts): ExtensionsApi {
  const extensions = new Map<string, Extension>();

  const tell = (extension: Extension) => {
    if (extension.poll === undefined || extension.untold.length === 0) return;
    const { poll } = extension;
    extension.poll = undefined;
    reply(poll, 200, extension.untold.shift() ?? {});
  };

  const register = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request).catch(() => '');
    if (request.headers['lambda-extension-name'] === undefined) {
      return refuse(
        response,
        403,
        'Extension.InvalidExtensionName',
        'The header Lambda-Extension-Name is missing',
      );
    }
    const wanted = eventsOf(body);
    if (wanted === undefined) {
      return refuse(
        response,
        400,
        'InvalidRequestFormat',
        'The request body is no JSON with a list of events',
      );
    }
    if (wanted.includes('SHUTDOWN')) {
      return refuse(
        response,
        403,
        'ShutdownEventNotSupportedForInternalExtension',
        'An extension inside the runtime hears a signal instead of the event SHUTDOWN',
      );
    }
    const id = randomUUID();
    extensions.set(id, { wantsInvocations: wanted.includes('INVOKE'), untold: [], poll: undefined });
    reply(
      response,
      200,
      { functionName: facts.functionName, functionVersion: '$LATEST', handler: facts.handler },
      { 'lambda-extension-identifier': id },
    );
  };

  const next = (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    const extension = extensions.get(String(request.headers['lambda-extension-identifier']));
    if (extension === undefined) {
      return refuse(
        response,
        403,
        'Extension.UnknownExtensionIdentifier',
        'No extension has this identifier',
      );
    }
    extension.poll = response;
    tell(extension);
  };

  return {
    get isUsed() {
      return extensions.size > 0;
    },
    answer(request, response) {
      const path = request.url ?? '';
      // Streams of logs and telemetry are what AWS's own emulator turns down in these words, too.
      const [, stream] = /^\/[\d-]+\/(telemetry|logs)$/.exec(path) ?? [];
      if (stream !== undefined) {
        request.resume();
        const name = stream === 'logs' ? 'Logs' : 'Telemetry';
        reply(response, 202, {
          errorMessage: `${name} API is not supported`,
          errorType: `${name}.NotSupported`,
        });
        return true;
      }
      if (!path.startsWith(prefix)) return false;
      switch (`${request.method} ${path.slice(prefix.length)}`) {
        case 'POST register':
          void register(request, response);
          return true;
        case 'GET event/next':
          next(request, response);
          return true;
        case 'POST init/error':
        case 'POST exit/error':
          request.resume();
          reply(response, 202, { status: 'OK' });
          return true;
        default:
          return false;
      }
    },
    invoked({ requestId, arn, trace }, deadlineMs) {
      for (const extension of extensions.values()) {
        if (!extension.wantsInvocations) continue;
        extension.untold.push({
          eventType: 'INVOKE',
          deadlineMs,
          requestId,
          invokedFunctionArn: arn,
          tracing: { type: 'X-Amzn-Trace-Id', value: trace },
        });
        tell(extension);
      }
    },
  };
}

function eventsOf(body: string): readonly unknown[] | undefined {
  try {
    const { events } = JSON.parse(body === '' ? '{}' : body) as { readonly events?: unknown };
    // Go writes an empty list as `null`.
    if (events === undefined || events === null) return [];
    return Array.isArray(events) ? events : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  reply(response, status, { errorType, errorMessage });
}

function reply(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
