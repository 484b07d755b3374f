// What a function gave to an origin helper, as a change of the origin.

import { type OriginCall, validateOriginCall } from '@edgewire/edge-runtime';
import type { OriginChange, OriginOverrides } from './origin-target.js';

/** The change, or the rule that the parameters break (502, validation). */
export type OriginChangeOutcome =
  | { readonly kind: 'change'; readonly change: OriginChange }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Reads a call as CloudFront does when it serves the request.
 *
 * @param requestHeaders - Names of the returned request's headers.
 * @returns Never throws. @source spec/cloudfront.md 1.14
 */
export function readOriginChange(call: OriginCall, requestHeaders: readonly string[]): OriginChangeOutcome {
  const [problem] = validateOriginCall(call, { requestHeaders });
  return problem === undefined
    ? { kind: 'change', change: changeOf(call) }
    : { kind: 'refused', message: problem };
}

interface GroupParams {
  readonly originIds: readonly [GroupMember, GroupMember];
  readonly failoverCriteria: { readonly statusCodes: readonly number[] };
}

interface GroupMember {
  readonly originId: string;
  readonly originOverrides?: OriginOverrides;
}

// The parameters have passed the check, so that they have the shapes that it wants.
function changeOf(call: OriginCall): OriginChange {
  switch (call.kind) {
    case 'update':
      return { kind: 'update', overrides: call.params as OriginOverrides };
    case 'select':
      return {
        kind: 'select',
        originId: call.originId as string,
        overrides: (call.options ?? {}) as OriginOverrides,
      };
    case 'group': {
      const { originIds, failoverCriteria } = call.params as GroupParams;
      const member = ({ originId, originOverrides = {} }: GroupMember) => ({
        originId,
        overrides: originOverrides,
      });
      return {
        kind: 'group',
        members: [member(originIds[0]), member(originIds[1])],
        failoverStatusCodes: failoverCriteria.statusCodes,
      };
    }
  }
}
