// Builds a function under test whose source is not yet what CloudFront takes.

import { renderDiagnostic } from '@edgewire/diagnostics';
import { buildFunction } from '@edgewire/edge-compiler';
import type { EdgeRuntimeName } from '../engine/edge-engine.js';
import type { ViewerEventType } from '../output/validate-output.js';

/** @throws Error with the findings as text, each with its place. */
export async function buildForTest(
  source: { readonly code: string; readonly file?: string },
  options: {
    readonly runtime: EdgeRuntimeName;
    readonly define: Readonly<Record<string, string>>;
    readonly eventType: ViewerEventType | undefined;
  },
): Promise<string> {
  const { runtime, define, eventType } = options;
  const result = await buildFunction([{ file: source.file ?? 'inline.ts', code: source.code }], {
    runtime,
    define,
    ...(eventType === undefined ? {} : { eventType }),
  });
  if (result.kind === 'built') return result.code;
  const sources = new Map([[source.file ?? 'inline.ts', source.code]]);
  const texts = result.diagnostics.map((finding) =>
    renderDiagnostic(finding, { readSource: (file) => sources.get(file) }),
  );
  throw new Error(`Cannot build ${source.file ?? 'the source'}\n${texts.join('\n\n')}`);
}
