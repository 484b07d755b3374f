// Checks one function: reads its text, parses it, runs every rule, sorts the findings.

import { catalogue, type Diagnostic, sortDiagnostics, type Where } from '@edgewire/diagnostics';
import type { Node } from 'acorn';
import { findInRefusal } from '../features/find-unsupported-syntax.js';
import { codeWarningBytes, maxCodeBytes, maxSourceBytes } from '../features/limits.js';
import { type EdgeEventType, type EdgeRuntimeName, versionOf } from '../features/runtime.js';
import { syntaxFeature } from '../features/syntax.js';
import { type ParsedSource, parseSource } from '../tree/parse.js';
import { positionsOf } from '../tree/positions.js';
import { analyzeScopes } from '../tree/scopes.js';
import { indexTree } from '../tree/walk.js';
import { createFacts } from './facts.js';
import { inferEventType } from './infer-event-type.js';
import type { Finding, Rule } from './rule.js';
import { rules as allRules } from './rules/index.js';

/** What to check. */
export interface CheckOptions {
  /** The whole function as it is uploaded, or the bytes of a file that may be anything. */
  readonly code: string | Uint8Array;
  readonly runtime: EdgeRuntimeName;
  /** Name for the findings. */
  readonly file?: string;
  /** The event that the function is associated with. @default - as the code suggests */
  readonly eventType?: EdgeEventType;
  /** The rules to run. @default every rule */
  readonly rules?: readonly Rule[];
  /** Whether the handler must be there; false for a part of a function. @default true */
  readonly isWholeFunction?: boolean;
}

/** What was found. */
export interface CheckResult {
  /** Sorted by position. */
  readonly diagnostics: readonly Diagnostic[];
}

const severities = new Map(catalogue.map((entry) => [entry.code, entry.severity]));

/**
 * Finds what a CloudFront Functions runtime would refuse, misexecute or not promise.
 *
 * @returns Every finding, sorted; no findings mean that nothing is known against the code. Sources over 1 MiB and binary
 *   files get one finding at once and are not parsed.
 * @throws Never: whatever the input is, the answer is a list of findings.
 * @source spec/cloudfront.md 1, 2, 3, 8
 * @example A function for runtime 1.0 with a constant
 * ```ts
 * const { diagnostics } = checkFunction({
 *   code: 'const home = "/"; function handler(event) { event.request.uri = home; return event.request; }',
 *   runtime: 'cloudfront-js-1.0',
 * });
 * assert.deepEqual(diagnostics.map(({ code }) => code), ['EW1101']);
 * ```
 */
export function checkFunction(options: CheckOptions): CheckResult {
  const { runtime, file } = options;
  const bytes = typeof options.code === 'string' ? Buffer.byteLength(options.code) : options.code.byteLength;
  const whole = (code: `EW${number}`, message: string, help: string): Diagnostic => ({
    code,
    severity: severities.get(code) ?? 'error',
    message,
    where: { ...(file === undefined ? {} : { file }), line: 1, column: 1 },
    help,
  });
  const diagnostics = sizeFindings(bytes, whole);
  if (bytes > maxSourceBytes) {
    return {
      diagnostics: [
        whole(
          'EW1002',
          `Cannot check a source of ${bytes} bytes: no function is that large, and it is not read beyond ${maxSourceBytes} bytes`,
          'check the function itself, not a bundle or a data file',
        ),
        ...diagnostics,
      ],
    };
  }
  const code = readText(options.code);
  if (code === undefined) {
    return {
      diagnostics: [
        whole(
          'EW1001',
          'Cannot read the file as text: it holds bytes that are not UTF-8, or NUL',
          'check a JavaScript file',
        ),
      ],
    };
  }
  const parsed = parseSource(code);
  const position = positionsOf(code);
  const place = (at: { readonly start: number; readonly end: number }): Where => {
    const start = position(at.start);
    const end = position(at.end);
    return { ...(file === undefined ? {} : { file }), ...start, endLine: end.line, endColumn: end.column };
  };
  if (parsed.kind === 'failed') {
    diagnostics.push(refusal(parsed, { code, file, runtime, place }));
    return { diagnostics: sortDiagnostics(diagnostics) };
  }
  const index = indexTree(parsed.program);
  const scopes = analyzeScopes(parsed.program);
  const facts = createFacts(parsed.program, scopes, index);
  const eventType = options.eventType ?? inferEventType(index, facts);
  const report = (finding: Finding) => {
    diagnostics.push({
      code: finding.code,
      severity: finding.severity ?? severities.get(finding.code) ?? 'error',
      message: finding.message,
      where: place(finding.at),
      ...(finding.help === undefined ? {} : { help: finding.help }),
      ...(finding.fix === undefined ? {} : { fix: finding.fix }),
      ...(finding.notes === undefined
        ? {}
        : { notes: finding.notes.map(({ message, at }) => ({ message, where: place(at) })) }),
    });
  };
  const textOf = (node: Node) => code.slice(node.start, node.end);
  for (const rule of options.rules ?? allRules) {
    if (rule.name === 'handler' && options.isWholeFunction === false) continue;
    rule.check({ code, file, runtime, eventType, parsed, index, scopes, facts, textOf, report });
  }
  return { diagnostics: sortDiagnostics(diagnostics) };
}

function sizeFindings(
  bytes: number,
  whole: (code: `EW${number}`, message: string, help: string) => Diagnostic,
): Diagnostic[] {
  if (bytes > maxCodeBytes) {
    return [
      whole(
        'EW1004',
        `Cannot upload ${bytes} bytes: a function has at most ${maxCodeBytes} bytes (10 KB)`,
        'minify it with `edgewire build`, or move tables to the key value store',
      ),
    ];
  }
  if (bytes > codeWarningBytes) {
    return [
      whole(
        'EW1005',
        `The function has ${bytes} of ${maxCodeBytes} bytes: the next feature may not fit`,
        'minify it with `edgewire build`, or move tables to the key value store',
      ),
    ];
  }
  return [];
}

function readText(code: string | Uint8Array): string | undefined {
  if (typeof code === 'string') return code.includes('\0') ? undefined : code;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(code);
    return text.includes('\0') ? undefined : text;
  } catch (error) {
    // Not UTF-8, which is the answer.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function refusal(
  parsed: Extract<ParsedSource, { kind: 'failed' }>,
  context: {
    readonly code: string;
    readonly file: string | undefined;
    readonly runtime: EdgeRuntimeName;
    readonly place: (at: { readonly start: number; readonly end: number }) => Where;
  },
): Diagnostic {
  const { code, file, runtime, place } = context;
  const [found] = findInRefusal(parsed, code);
  const where = place({ start: parsed.offset, end: Math.min(parsed.offset + 1, code.length) });
  if (found !== undefined) {
    const feature = syntaxFeature(found.id);
    return {
      code: feature.code ?? 'EW1003',
      severity: 'error',
      message: `Cannot load ${feature.title}: runtime ${versionOf(runtime)} refuses it (${parsed.reason})`,
      where,
      ...(feature.help === undefined ? {} : { help: feature.help }),
    };
  }
  if (/\.[cm]?tsx?$/.test(file ?? '') || looksLikeTypeScript(code, parsed.offset)) {
    return {
      code: 'EW1010',
      severity: 'error',
      message: `Cannot check TypeScript: the runtime takes JavaScript, and this is the first place that is not (${parsed.reason})`,
      where,
      help: 'build it with `edgewire build`, which checks what comes out',
    };
  }
  return {
    code: 'EW1003',
    severity: 'error',
    message: `Cannot parse the function: ${parsed.reason}; every request would fail with 503`,
    where,
    help: 'correct the syntax',
  };
}

// `event: Type`, `interface X {`, `type X =`, `x as Y`, `import type`.
function looksLikeTypeScript(code: string, offset: number): boolean {
  const line = code.slice(code.lastIndexOf('\n', offset - 1) + 1, offset + 40);
  return /^\s*(export\s+)?(interface\s+\w+\s*[{<]|type\s+\w+\s*=|enum\s+\w+|declare\s|import\s+type\s)|\w\s*:\s*[A-Z]?\w+[\s,)=[|]|\bas\s+\w+/.test(
    line,
  );
}
