// Runs CloudFront functions in the contained engine, and turns what they return into wire terms.

import {
  buildViewerRequestEvent,
  buildViewerResponseEvent,
  createEdgeEngine,
  type EdgeFunction,
  type OriginCall,
  readFunctionOutput,
} from '@edgewire/edge-runtime';
import type { Clock } from '../ports.js';
import type { EdgeFunctionCall, EdgeFunctionOutcome, EdgeFunctionRunner } from './edge-function-runner.js';
import type { KeyValueStore } from './model.js';
import type { OriginChange, OriginOverrides } from './origin-target.js';

/** Functions are made once per code and store; a change of either makes a new one. */
interface Prepared {
  readonly code: string;
  readonly store: KeyValueStore | undefined;
  readonly edgeFunction: EdgeFunction;
}

/** Creates the runner that a stack uses. */
export function createEdgeFunctionRunner(ports: { readonly clock: Clock }): EdgeFunctionRunner {
  const engine = createEdgeEngine();
  const prepared = new Map<string, Prepared>();

  const prepare = (call: EdgeFunctionCall): EdgeFunction => {
    const { arn, stage, code, runtime } = call.function;
    const key = `${arn}\n${stage}`;
    const known = prepared.get(key);
    if (known !== undefined && known.code === code && known.store === call.keyValueStore)
      return known.edgeFunction;
    known?.edgeFunction.close();
    const store = call.keyValueStore;
    const edgeFunction = engine.createFunction({
      code,
      runtime,
      ...(store === undefined
        ? {}
        : {
            keyValueStore: {
              id: store.id,
              createdDateTime: new Date(store.createdMs).toISOString(),
              lastUpdatedDateTime: new Date(store.lastModifiedMs).toISOString(),
              entries: store.entries,
            },
          }),
    });
    prepared.set(key, { code, store, edgeFunction });
    return edgeFunction;
  };

  return {
    async run(call): Promise<EdgeFunctionOutcome> {
      const { rawQuery } = call.request;
      const event =
        call.eventType === 'viewer-request'
          ? buildViewerRequestEvent(call.request, call.context)
          : buildViewerResponseEvent(call.request, call.response, call.context);
      const result = await prepare(call).run(event, {
        eventType: call.eventType,
        rawQuery,
        nowMs: ports.clock.nowMs(),
      });
      const report = { durationMs: result.durationMs, logs: result.logs };
      if (result.kind === 'execution-error')
        return { kind: 'execution-error', message: result.message, report };
      const output = readFunctionOutput(result.output, event, rawQuery);
      switch (output.kind) {
        case 'refused':
          return { kind: 'validation-error', message: output.message, report };
        case 'response':
          return { kind: 'response', response: output, report };
        case 'request': {
          const originChange = result.origin === undefined ? undefined : readOriginCall(result.origin);
          if (originChange?.kind === 'refused')
            return { kind: 'validation-error', message: originChange.message, report };
          return {
            kind: 'request',
            request: {
              method: call.request.method,
              uri: output.uri,
              rawQuery: output.rawQuery,
              headers: output.headers,
            },
            ...(originChange === undefined ? {} : { originChange: originChange.change }),
            report,
          };
        }
      }
    },
    close: () => engine.close(),
  };
}

type ReadOrigin =
  | { readonly kind: 'change'; readonly change: OriginChange }
  | { readonly kind: 'refused'; readonly message: string; readonly change?: undefined };

/** @source spec/cloudfront.md 1.14 */
function readOriginCall(call: OriginCall): ReadOrigin {
  const refused = (message: string): ReadOrigin => ({
    kind: 'refused',
    message: `The CloudFront function called an origin helper with invalid parameters: ${message}`,
  });
  switch (call.kind) {
    case 'update': {
      const problem = overrideProblem(call.params);
      return problem === undefined
        ? { kind: 'change', change: { kind: 'update', overrides: overridesOf(call.params) } }
        : refused(problem);
    }
    case 'select':
      if (typeof call.originId !== 'string') return refused('originId must be a string');
      return {
        kind: 'change',
        change: { kind: 'select', originId: call.originId, overrides: overridesOf(call.options) },
      };
    case 'group': {
      const { originIds, failoverCriteria } = call.params as {
        originIds?: unknown;
        failoverCriteria?: { statusCodes?: unknown };
      };
      if (!Array.isArray(originIds) || originIds.length !== 2)
        return refused('originIds must have exactly two entries');
      const [first, second] = originIds.map(
        ({ originId, originOverrides }: { originId?: unknown; originOverrides?: unknown }) => ({
          originId: String(originId),
          overrides: overridesOf(originOverrides),
        }),
      );
      const codes = failoverCriteria?.statusCodes;
      if (first === undefined || second === undefined || !Array.isArray(codes))
        return refused('failoverCriteria.statusCodes must be a list');
      return {
        kind: 'change',
        change: { kind: 'group', members: [first, second], failoverStatusCodes: codes.map(Number) },
      };
    }
  }
}

// The distribution reads only the members it knows; their types were checked where it matters.
function overridesOf(value: unknown): OriginOverrides {
  return (typeof value === 'object' && value !== null ? value : {}) as OriginOverrides;
}

function overrideProblem(value: unknown): string | undefined {
  const { domainName, originPath, connectionAttempts } = overridesOf(value);
  if (
    domainName !== undefined &&
    (typeof domainName !== 'string' || domainName.length > 253 || domainName.includes(':'))
  ) {
    return 'domainName must be a host name of up to 253 characters without a colon';
  }
  if (
    originPath !== undefined &&
    originPath !== '' &&
    (!originPath.startsWith('/') || originPath.endsWith('/'))
  ) {
    return 'originPath must begin with / and not end with it';
  }
  if (connectionAttempts !== undefined && ![1, 2, 3].includes(connectionAttempts))
    return 'connectionAttempts must be 1 to 3';
  return undefined;
}
