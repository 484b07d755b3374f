// Case files: an event, and the output or the error that a function must come to.

import type { Diagnostic } from '@edgewire/diagnostics';
import type { FunctionEvent } from '../event/build-event.js';
import { readJson } from './read-json.js';

/** What a case expects. */
export type Expectation =
  | { readonly kind: 'output'; readonly output: unknown }
  /** Part of the error's text; refusals of production count as errors. */
  | { readonly kind: 'error'; readonly text: string };

/** One case. */
export interface FunctionCase {
  /** The case's own `name`, or its file. */
  readonly name: string;
  readonly file: string;
  readonly event: FunctionEvent;
  readonly expected: Expectation;
}

/** The cases of one file, and what is wrong with it. */
export interface ParsedCases {
  readonly cases: readonly FunctionCase[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a case file: one case, or an array of them.
 *
 * @param text - JSON of `{"event": …, "output": …}` or `{"event": …, "error": "text"}`; `name` may be added.
 * @returns Cases that are right and a finding for each that is not. Never throws.
 */
export function parseCases(text: string, { file }: { readonly file: string }): ParsedCases {
  const diagnostics: Diagnostic[] = [];
  const parsed = parseJson(text, { file, code: 'EW2001', what: 'case file' });
  if (parsed.kind === 'failure') return { cases: [], diagnostics: [parsed.diagnostic] };
  const list: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  const cases: FunctionCase[] = [];
  for (const [index, item] of list.entries()) {
    const place = Array.isArray(parsed.value) ? `[${index}]` : '';
    const problem = problemOf(item);
    if (problem !== undefined) {
      diagnostics.push({
        code: 'EW2002',
        severity: 'error',
        message: `Case ${place === '' ? '' : `${place} `}is incomplete: ${problem}`,
        where: { file, ...(place === '' ? {} : { path: place }) },
        help: 'write {"event": {…}, "output": {…}} or {"event": {…}, "error": "text"}',
      });
      continue;
    }
    // problemOf has checked the shape.
    const given = item as { name?: unknown; event: FunctionEvent; output?: unknown; error?: string };
    cases.push({
      name: typeof given.name === 'string' ? given.name : `${file}${place}`,
      file,
      event: given.event,
      expected:
        given.error === undefined
          ? { kind: 'output', output: given.output }
          : { kind: 'error', text: given.error },
    });
  }
  return { cases, diagnostics };
}

/** An event to run, or what is wrong with its file. */
export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: FunctionEvent }
  | { readonly kind: 'failure'; readonly diagnostic: Diagnostic };

/** Parses an event file. Never throws. @source spec/cloudfront.md 2.1 */
export function parseEvent(text: string, { file }: { readonly file: string }): ParsedEvent {
  const parsed = parseJson(text, { file, code: 'EW2003', what: 'event file' });
  if (parsed.kind === 'failure') return parsed;
  const problem = eventProblem(parsed.value);
  if (problem !== undefined) {
    return {
      kind: 'failure',
      diagnostic: {
        code: 'EW2003',
        severity: 'error',
        message: `Event cannot be run: ${problem}`,
        where: { file },
        help: 'write an object with "context", "viewer" and "request" as CloudFront sends it',
      },
    };
  }
  // eventProblem has checked what a run needs.
  return { kind: 'event', event: parsed.value as FunctionEvent };
}

function parseJson(
  text: string,
  { file, code, what }: { readonly file: string; readonly code: string; readonly what: string },
):
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly diagnostic: Diagnostic } {
  const read = readJson(text);
  if (read.kind === 'value') return read;
  const { kind: _kind, reason, help, ...place } = read;
  return {
    kind: 'failure',
    diagnostic: {
      code,
      severity: 'error',
      message: `Cannot read ${what}: ${reason}`,
      where: { file, ...place },
      help,
    },
  };
}

function problemOf(item: unknown): string | undefined {
  if (!isRecord(item)) return 'it is no object';
  if (item.event === undefined) return '"event" is missing';
  const event = eventProblem(item.event);
  if (event !== undefined) return event;
  if (!('output' in item) && item.error === undefined) return 'neither "output" nor "error" is there';
  if ('output' in item && item.error !== undefined) return '"output" and "error" are both there';
  return item.error === undefined || typeof item.error === 'string' ? undefined : '"error" must be text';
}

function eventProblem(event: unknown): string | undefined {
  if (!isRecord(event)) return 'the event is no object';
  if (!isRecord(event.request)) return '"event.request" is missing';
  const type = isRecord(event.context) ? event.context.eventType : undefined;
  if (type === 'viewer-response' && !isRecord(event.response))
    return '"event.response" of a viewer-response event is missing';
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
