// Every code that Edgewire can print, one file a block.

import { apigatewayCodes } from './apigateway.js';
import { checkCodes } from './check.js';
import { cliCodes } from './cli.js';
import { cloudfrontCodes } from './cloudfront.js';
import { edgeRuntimeCodes } from './edge-runtime.js';
import type { CatalogueEntry } from './entry.js';
import { lambdaCodes } from './lambda.js';
import { templateCodes } from './template.js';

/** All codes in ascending order. */
export const catalogue: readonly CatalogueEntry[] = [
  ...checkCodes,
  ...edgeRuntimeCodes,
  ...templateCodes,
  ...cloudfrontCodes,
  ...apigatewayCodes,
  ...lambdaCodes,
  ...cliCodes,
];

/**
 * Finds the entry of a code, in any letter case.
 *
 * @returns The entry, or `undefined` for a code that does not exist.
 */
export function explainCode(code: string): CatalogueEntry | undefined {
  const wanted = code.toUpperCase();
  return catalogue.find((entry) => entry.code === wanted);
}
