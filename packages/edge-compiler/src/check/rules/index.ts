// Every rule of the checker, one line each.

import type { Rule } from '../rule.js';
import { absentGlobal } from './absent-global.js';
import { absentMember } from './absent-member.js';
import { asyncClosure } from './async-closure.js';
import { bufferArguments } from './buffer-arguments.js';
import { consoleUse } from './console-use.js';
import { conversions } from './conversions.js';
import { cryptoArguments } from './crypto-arguments.js';
import { dateUse } from './date-use.js';
import { errorUse } from './error-use.js';
import { eventShape } from './event-shape.js';
import { handlerRule } from './handler.js';
import { headerNames } from './header-names.js';
import { keyOrder } from './key-order.js';
import { keyValueStore } from './key-value-store.js';
import { lambdaEdgeEvent } from './lambda-edge-event.js';
import { mapValues } from './map-values.js';
import { misreadDeclarators } from './misread-declarators.js';
import { modules } from './modules.js';
import { namedConstructors } from './named-constructors.js';
import { originHelpers } from './origin-helpers.js';
import { promiseUse } from './promise-use.js';
import { regularExpressions } from './regular-expressions.js';
import { requestTarget } from './request-target.js';
import { requestWrites } from './request-writes.js';
import { responseBody } from './response-body.js';
import { returnedValue } from './returned-value.js';
import { status } from './status.js';
import { textPositions } from './text-positions.js';
import { unsupportedSyntax } from './unsupported-syntax.js';

/** In alphabetical order; the order of findings does not depend on it. */
export const rules: readonly Rule[] = [
  absentGlobal,
  absentMember,
  asyncClosure,
  bufferArguments,
  consoleUse,
  conversions,
  cryptoArguments,
  dateUse,
  errorUse,
  eventShape,
  handlerRule,
  headerNames,
  keyOrder,
  keyValueStore,
  lambdaEdgeEvent,
  mapValues,
  misreadDeclarators,
  modules,
  namedConstructors,
  originHelpers,
  promiseUse,
  regularExpressions,
  requestTarget,
  requestWrites,
  responseBody,
  returnedValue,
  status,
  textPositions,
  unsupportedSyntax,
];
