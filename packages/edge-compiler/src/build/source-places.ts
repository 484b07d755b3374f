// Leads places in a built step back to the files that the user wrote.

import type { Where } from '@edgewire/diagnostics';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { MappedCode } from '../lower/mapped-code.js';
import { positionsOf } from '../tree/positions.js';

/** Finds the user's place for places in a step's code. */
export interface SourcePlaces {
  /** @returns `undefined` for code that the build wrote itself. */
  ofSpan(start: number, end: number): Where | undefined;
  /** @param where - Line and column in the step's code, from 1. */
  ofWhere(where: Where): Where | undefined;
}

/** @param isOwn - Whether a source of the map was written by the build and not by the user. */
export function createSourcePlaces(step: MappedCode, isOwn: (source: string) => boolean): SourcePlaces {
  const map = new TraceMap(step.map);
  const positionOf = positionsOf(step.code);
  const original = (line: number, column: number) => {
    const found = originalPositionFor(map, { line, column: column - 1 });
    if (found.source === null || isOwn(found.source)) return undefined;
    return { file: found.source, line: found.line, column: found.column + 1 };
  };
  const ofWhere = ({ line, column, endLine, endColumn }: Where): Where | undefined => {
    if (line === undefined || column === undefined) return undefined;
    const start = original(line, column);
    if (start === undefined) return undefined;
    // The map knows where pieces begin: an end is only good when it lies in the same line, behind the start.
    const end =
      endLine === undefined || endColumn === undefined
        ? undefined
        : original(endLine, Math.max(1, endColumn - 1));
    const hasEnd =
      end !== undefined && end.file === start.file && end.line === start.line && end.column >= start.column;
    return hasEnd ? { ...start, endLine: end.line, endColumn: end.column + 1 } : start;
  };
  return {
    ofWhere,
    ofSpan(start, end) {
      const [from, to] = [positionOf(start), positionOf(end)];
      return ofWhere({ ...from, endLine: to.line, endColumn: to.column });
    },
  };
}
