// The registry of SAM types that are expanded.

import { connectorType } from './connector-type.js';
import { functionType } from './function-type.js';
import { layerVersionType } from './layer-version-type.js';
import type { SamType } from './sam-type.js';
import { simpleTableType } from './simple-table.js';
import { webSocketApiType } from './websocket-api-type.js';

export { samEventTypes } from './function-events.js';
export type { SamType } from './sam-type.js';

/** One line a type. */
export const samTypes: readonly SamType[] = [
  connectorType,
  functionType,
  layerVersionType,
  simpleTableType,
  webSocketApiType,
];

/** The transform that names a template as SAM's. */
export const samTransform = 'AWS::Serverless-2016-10-31';
