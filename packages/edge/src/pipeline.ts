// Several middleware on one trigger. The compiler replaces the two constants below, so that a built function holds one
// of the three loops and one half of each middleware; without a build the event and the results decide.

import type {
  MaybePromise,
  ViewerRequest,
  ViewerRequestEvent,
  ViewerResponse,
  ViewerResponseEvent,
} from './events.js';

/** Set by `buildFunction`: the event that the function is built for. */
declare const EDGEWIRE_EVENT_TYPE: 'viewer-request' | 'viewer-response';
/** Set by `buildFunction`: whether anything in the function is asynchronous. */
declare const EDGEWIRE_ASYNC: boolean;

/**
 * One link of a pipeline. Both halves are declared together; a build for one event leaves the other half out.
 */
export interface Middleware {
  /** Begins the message of every error that the middleware throws. */
  readonly name: string;
  /** Runs on viewer-request: returns the request to go on, or a response, which ends the chain. */
  readonly request?: (event: ViewerRequestEvent) => MaybePromise<ViewerRequest | ViewerResponse>;
  /** Runs on viewer-response. */
  readonly response?: (event: ViewerResponseEvent) => MaybePromise<ViewerResponse>;
}

/** A plain CloudFront function as a link: it runs on whichever event the pipeline is built for. */
export type PlainMiddleware = ((event: ViewerRequestEvent & ViewerResponseEvent) => unknown) & {
  // Tells it from a Middleware object in the union below.
  readonly request?: never;
  readonly response?: never;
};

/** What `pipeline` returns: a handler for either event. */
export interface PipelineHandler {
  (event: ViewerRequestEvent): MaybePromise<ViewerRequest | ViewerResponse>;
  (event: ViewerResponseEvent): MaybePromise<ViewerResponse>;
}

// The event of either kind, as the loops change it.
interface PipelineEvent {
  readonly context?: { readonly eventType?: string };
  request: unknown;
  response?: unknown;
}
type Half = (event: PipelineEvent) => unknown;
type Link = Middleware | PlainMiddleware;

/**
 * Makes one handler of several middleware.
 *
 * @param middleware - In order. On viewer-request each gets the event with the request as the one before it returned it;
 *   the first that returns a response ends the chain. On viewer-response each gets the response as the one before it
 *   returned it. A middleware without a half for the event is left out.
 * @returns A handler; it returns a promise only if a middleware does.
 * @throws What a middleware throws, its message begun with the middleware's name (for a plain function its position,
 *   counted from 0).
 * @source spec/cloudfront.md 1.1, 2.1
 * @example Answer at the first refusal
 * ```ts
 * const handler = pipeline(
 *   { name: 'closed', request: ({ request }) => (request.uri === '/x' ? { statusCode: 403 } : request) },
 *   { name: 'home', request: ({ request }) => Object.assign(request, { uri: '/index.html' }) },
 * );
 * ```
 */
export function pipeline(...middleware: readonly Link[]): PipelineHandler {
  // runPipeline returns what the halves return, which their types promise.
  return ((event: PipelineEvent) => runPipeline(middleware, event)) as PipelineHandler;
}

/** Runs a list of middleware on one event; compiled functions call it directly. */
export function runPipeline(middleware: readonly Link[], event: PipelineEvent): unknown {
  if (typeof EDGEWIRE_EVENT_TYPE === 'undefined') return runAny(middleware, event, 0);
  return EDGEWIRE_ASYNC ? runAsync(middleware, event) : runSync(middleware, event);
}

function runSync(middleware: readonly Link[], event: PipelineEvent): unknown {
  for (let i = 0; i < middleware.length; i++) {
    // The loop bounds guarantee the element.
    const link = middleware[i] as Link;
    const half = halfOf(link, event);
    if (half) {
      let next: unknown;
      try {
        next = half(event);
      } catch (error) {
        throw nameError(error, link, i);
      }
      if (takeResult(event, next)) return next;
    }
  }
  return resultOf(event);
}

async function runAsync(middleware: readonly Link[], event: PipelineEvent): Promise<unknown> {
  for (let i = 0; i < middleware.length; i++) {
    // The loop bounds guarantee the element.
    const link = middleware[i] as Link;
    const half = halfOf(link, event);
    if (half) {
      let next: unknown;
      try {
        next = await half(event);
      } catch (error) {
        throw nameError(error, link, i);
      }
      if (takeResult(event, next)) return next;
    }
  }
  return resultOf(event);
}

// Outside a build nobody knows whether a half is asynchronous before it has answered.
function runAny(middleware: readonly Link[], event: PipelineEvent, from: number): unknown {
  for (let i = from; i < middleware.length; i++) {
    const link = middleware[i] as Link;
    const half = halfOf(link, event);
    if (!half) continue;
    let next: unknown;
    try {
      next = half(event);
    } catch (error) {
      throw nameError(error, link, i);
    }
    if (next instanceof Promise) {
      return next.then(
        (value: unknown) => (takeResult(event, value) ? value : runAny(middleware, event, i + 1)),
        (error: unknown) => {
          throw nameError(error, link, i);
        },
      );
    }
    if (takeResult(event, next)) return next;
  }
  return resultOf(event);
}

function isRequestEvent(event: PipelineEvent): boolean {
  return typeof EDGEWIRE_EVENT_TYPE === 'undefined'
    ? event.context?.eventType !== 'viewer-response'
    : EDGEWIRE_EVENT_TYPE === 'viewer-request';
}

function halfOf(link: Link, event: PipelineEvent): Half | false | undefined {
  // A half takes the event of its own kind, and gets no other.
  return (typeof link === 'function' ? link : isRequestEvent(event) ? link.request : link.response) as
    | Half
    | undefined;
}

// Whether the chain ends; otherwise the event carries the result on. `statusCode` is what tells a response.
function takeResult(event: PipelineEvent, next: unknown): boolean {
  if (isRequestEvent(event)) {
    // A half that breaks its type and returns nothing fails here, with an error.
    if ((next as Partial<ViewerResponse>).statusCode) return true;
    event.request = next;
  } else event.response = next;
  return false;
}

function resultOf(event: PipelineEvent): unknown {
  return isRequestEvent(event) ? event.request : event.response;
}

// Changes the message in place: a new Error after an `await` costs runtime 2.0 millions of instructions.
function nameError(error: unknown, link: Link, position: number): unknown {
  const name = typeof link === 'function' ? position : link.name;
  const thrown = error as { message?: string };
  if (!thrown.message) return `${name}: ${error}`;
  thrown.message = `${name}: ${thrown.message}`;
  return thrown;
}
