// Reports helpers of the cloudfront module where they are not allowed or get values that CloudFront refuses.

import { isDisallowedHeaderName } from '../../features/headers.js';
import { originHelpers as helperNames } from '../../features/modules.js';
import type { NodeOf } from '../../tree/walk.js';
import { propertyName } from '../event-maps.js';
import type { Rule, RuleContext } from '../rule.js';

/** @source spec/cloudfront.md 1.14, 1.15 */
export const originHelpers: Rule = {
  name: 'origin-helpers',
  summary: 'allows origin helpers in viewer-request only, with legal values',
  codes: ['EW1403', 'EW1407', 'EW1408', 'EW1411'],
  check: (context) => {
    const { index, facts, eventType, report } = context;
    for (const node of index.nodesOf('MemberExpression')) {
      if (node.object.type === 'Super' || facts.moduleOf(node.object) !== 'cloudfront') continue;
      const name = facts.memberName(node);
      if (name === undefined) continue;
      if (eventType === 'viewer-response' && helperNames.includes(name)) {
        report({
          code: 'EW1403',
          at: node.property,
          message: `Cannot call "${name}" in a viewer-response function: CloudFront allows origin helpers in viewer-request only`,
          help: 'move the call to a viewer-request function',
        });
      }
      if (eventType === 'viewer-response' && name === 'edgeLocation') {
        report({
          code: 'EW1408',
          at: node.property,
          message: 'Cannot read "edgeLocation" in a viewer-response function: it is empty there',
          help: 'read it in a viewer-request function',
        });
      }
      if (name === 'distributionTenant' && index.functionOf(node) === undefined) {
        report({
          code: 'EW1411',
          at: node,
          message:
            'Cannot read "distributionTenant" outside the handler: it exists only while an event is handled',
          help: 'read it inside the handler',
        });
      }
      const call = index.parentOf(node);
      if (call?.type === 'CallExpression' && call.callee === node) checkCall(context, name, call);
    }
  },
};

function checkCall(context: RuleContext, name: string, call: NodeOf<'CallExpression'>): void {
  const { facts, report } = context;
  const [argument] = call.arguments;
  const params = argument && facts.valueOf(argument);
  const refuse = (at: { readonly start: number; readonly end: number }, message: string, help: string) =>
    report({ code: 'EW1407', at, message: `Cannot call "${name}": ${message}`, help });
  if (name === 'selectRequestOriginById' || name === 'logCustomData') {
    const type = argument === undefined ? 'undefined' : facts.typeOf(argument);
    if (type !== 'string' && type !== 'unknown')
      refuse(argument ?? call, `its first argument is ${type}, not text`, 'pass text');
    return;
  }
  if (params?.type !== 'ObjectExpression') return;
  const entries = new Map(
    params.properties.flatMap((p) => (p.type === 'Property' ? [[propertyName(p) ?? '', p] as const] : [])),
  );
  const isOpen = params.properties.some((p) => p.type === 'SpreadElement');
  if (name === 'createRequestOriginGroup') {
    const ids = entries.get('originIds');
    const list = ids && facts.valueOf(ids.value);
    if (ids === undefined && !isOpen) refuse(params, '"originIds" is missing', 'name the two origins');
    if (ids && list?.type === 'ArrayExpression' && list.elements.length !== 2) {
      refuse(ids.value, `"originIds" has ${list.elements.length} entries, not 2`, 'name exactly two origins');
    }
    return;
  }
  if (name !== 'updateRequestOrigin') return;
  const text = (key: string) => {
    const entry = entries.get(key);
    return entry && facts.stringOf(entry.value);
  };
  const at = (key: string) => entries.get(key)?.value ?? params;
  const domain = text('domainName');
  if (domain !== undefined && (/:|\//.test(domain) || /^[\d.]+$/.test(domain) || domain.length > 253)) {
    refuse(
      at('domainName'),
      `"domainName" is "${domain}"; it takes a host name of at most 253 characters without scheme, port or IP address`,
      'write the host name alone',
    );
  }
  const path = text('originPath');
  if (
    path !== undefined &&
    path !== '' &&
    (!path.startsWith('/') || path.endsWith('/') || path.length > 255)
  ) {
    refuse(
      at('originPath'),
      `"originPath" is "${path}"; it starts with "/", does not end with it, and has at most 255 characters`,
      `write '/${path.replace(/^\/+|\/+$/g, '')}'`,
    );
  }
  const attempts = entries.get('connectionAttempts');
  checkNumber(attempts, 1, 3);
  const timeouts = entries.get('timeouts');
  const limits: Readonly<Record<string, readonly [number, number]>> = {
    readTimeout: [1, 120],
    keepAliveTimeout: [1, 120],
    connectionTimeout: [1, 10],
  };
  const timeoutObject = timeouts && facts.valueOf(timeouts.value);
  if (timeoutObject?.type === 'ObjectExpression') {
    for (const property of timeoutObject.properties) {
      if (property.type !== 'Property') continue;
      const range = limits[propertyName(property) ?? ''];
      if (range !== undefined) checkNumber(property, ...range);
    }
  }
  const headers = entries.get('customHeaders');
  const headerObject = headers && facts.valueOf(headers.value);
  if (headerObject?.type === 'ObjectExpression') {
    for (const property of headerObject.properties) {
      if (property.type !== 'Property') continue;
      const header = propertyName(property);
      if (header === undefined) continue;
      if (header !== header.toLowerCase())
        refuse(
          property.key,
          `custom header "${header}" has upper-case letters`,
          `write '${header.toLowerCase()}'`,
        );
      else if (isDisallowedHeaderName(header))
        refuse(property.key, `custom header "${header}" is disallowed`, 'use another name');
    }
  }

  function checkNumber(property: NodeOf<'Property'> | undefined, lowest: number, highest: number): void {
    const value = property && facts.valueOf(property.value);
    if (property === undefined || value?.type !== 'Literal' || typeof value.value !== 'number') return;
    if (value.value >= lowest && value.value <= highest) return;
    refuse(
      property.value,
      `"${propertyName(property)}" is ${value.value}; it takes ${lowest} to ${highest}`,
      'choose a value in that range',
    );
  }
}
