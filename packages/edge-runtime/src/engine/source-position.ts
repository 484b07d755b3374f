// Where in the user's code something was thrown, and the words that need the code to be said.

import type { AnyNode, Program } from 'acorn';
import { full } from 'acorn-walk';
import { timeLimitText } from '../assumptions.js';

/** 1-based; columns count UTF-16 units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

// The first frame of a stack that lies in the user's file.
function positionInStack(stack: string, file: string): SourcePosition | undefined {
  const at = stack.indexOf(`${file}:`);
  const match = at === -1 ? null : /^(\d+):(\d+)/.exec(stack.slice(at + file.length + 1));
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

// Completes a text that CloudFront's engine says with a name in it and the contained engine without.
function completeErrorText(
  text: string,
  { program, code, position }: { program: Program; code: string; position: SourcePosition | undefined },
): string {
  if (position === undefined || !incomplete.test(text)) return text;
  const offset = offsetOf(code, position);
  let best: AnyNode | undefined;
  full(program, (node: AnyNode) => {
    if (node.start > offset || node.end <= offset || !nameable.includes(node.type)) return;
    if (best === undefined || node.end - node.start <= best.end - best.start) best = node;
  });
  if (best === undefined) return text;
  return worded(text, best, code) ?? text;
}

/**
 * Adds the position to a failed outcome and completes its text.
 *
 * @param outcome - JSON text of a RealmOutcome; a success comes back as it is.
 * @param source.file - The name under which the code was evaluated.
 */
export function completeOutcome(
  outcome: string,
  source: {
    readonly program: Program;
    readonly code: string;
    readonly file: string;
    readonly originalPosition: (position: SourcePosition) => SourcePosition;
  },
): string {
  if (!outcome.startsWith('{"kind":"execution-error"')) return outcome;
  // The realm's own JSON.
  const { stack, ...value } = JSON.parse(outcome) as { message: string; stack?: string };
  const evaluated = positionInStack(stack ?? '', source.file);
  const position = evaluated === undefined ? undefined : source.originalPosition(evaluated);
  const isInNative = /^\s*at [^\n]*\(native\)/.test(stack ?? '');
  const message =
    isInNative && value.message === 'TypeError: (intermediate value) is not a function'
      ? 'TypeError: callback argument is not callable'
      : value.message === interruptedText
        ? timeLimitText
        : completeErrorText(value.message, { ...source, position });
  return JSON.stringify({ ...value, message, position });
}

/** What the contained engine says when its interrupt handler ends a run. */
const interruptedText = 'InternalError: interrupted';

const incomplete =
  /^TypeError: (?:\(intermediate value\) is not a function|Cannot add property, object|Cannot assign to read-only|Cannot delete property)/;
const nameable = ['CallExpression', 'AssignmentExpression', 'UpdateExpression', 'UnaryExpression'];

function worded(text: string, node: AnyNode, code: string): string | undefined {
  if (node.type === 'CallExpression' && text.startsWith('TypeError: (intermediate value) is not')) {
    const name = memberName(node.callee, code);
    return name === undefined ? undefined : `TypeError: (intermediate value)["${name}"] is not a function`;
  }
  const target =
    node.type === 'AssignmentExpression'
      ? node.left
      : node.type === 'UpdateExpression' || node.type === 'UnaryExpression'
        ? node.argument
        : undefined;
  if (target === undefined) return undefined;
  if (target.type === 'Identifier' && text.startsWith('TypeError: Cannot assign')) {
    return 'TypeError: assignment to constant variable';
  }
  const name = memberName(target, code);
  if (name === undefined) return undefined;
  return text
    .replace('Cannot add property,', `Cannot add property "${name}",`)
    .replace('Cannot delete property "" of', `Cannot delete property "${name}" of`);
}

function memberName(node: AnyNode, code: string): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return code.slice(node.property.start, node.property.end);
  return node.property.type === 'Literal' ? String(node.property.value) : undefined;
}

function offsetOf(code: string, { line, column }: SourcePosition): number {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const next = code.indexOf('\n', start);
    if (next === -1) return code.length;
    start = next + 1;
  }
  return start + column - 1;
}
