// All rows, in the order of the specification.

import type { Row } from '../row.js';
import { authorizerRows } from './authorizers.js';
import { eventRows } from './events.js';
import { frameRows } from './frames.js';
import { handshakeRows } from './handshake.js';
import { integrationRows } from './integrations.js';
import { lambdaRows } from './lambda.js';
import { managementRows } from './management.js';
import { messageRows } from './messages.js';
import { signatureRows } from './signatures.js';
import { sourceRows } from './sources.js';

export const rows: readonly Row[] = [
  ...handshakeRows,
  ...messageRows,
  ...eventRows,
  ...integrationRows,
  ...authorizerRows,
  ...signatureRows,
  ...managementRows,
  ...frameRows,
  ...sourceRows,
  ...lambdaRows,
];
