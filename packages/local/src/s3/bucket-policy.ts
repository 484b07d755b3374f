// What a bucket policy grants to a caller: the part of IAM that decides between 403 and 404.

import { matchesWildcard } from '../http-semantics/wildcard.js';
import type { S3Caller } from './model.js';

/** One statement in lists; `principals` undefined means everyone. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly Principal[];
  readonly actions: readonly string[];
  readonly isActionNegated: boolean;
  readonly resources: readonly string[];
  readonly isResourceNegated: boolean;
  readonly conditions: readonly PolicyCondition[];
}

/** `type` is `AWS`, `Service`, `CanonicalUser` or `*`. */
export interface Principal {
  readonly type: string;
  readonly value: string;
}

/** `operator` as written, e.g. `StringEquals`; `key` in lower case. */
export interface PolicyCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export type BucketPolicy = readonly PolicyStatement[];

/** What is asked of the policy. */
export interface PolicyQuestion {
  readonly action: string;
  /** ARN of the bucket or of the object. */
  readonly resource: string;
  readonly caller: S3Caller;
  readonly isSecure: boolean;
}

/** `denied` explicitly, or `silent`: no statement allows it. */
export type PolicyAnswer = 'allowed' | 'denied' | 'silent';

/**
 * Evaluates the statements; an explicit deny wins over any allow.
 *
 * A condition whose key or operator has no local value makes an Allow not apply and a Deny not apply either.
 *
 * @source spec/cloudfront.md 7.17; IAM User Guide, "Policy evaluation logic"
 */
export function evaluateBucketPolicy(policy: BucketPolicy, question: PolicyQuestion): PolicyAnswer {
  let answer: PolicyAnswer = 'silent';
  for (const statement of policy) {
    if (!applies(statement, question)) continue;
    if (statement.effect === 'Deny') return 'denied';
    answer = 'allowed';
  }
  return answer;
}

/** Whether the policy opens the bucket to everyone, which a public access block forbids. */
export function isPublicPolicy(policy: BucketPolicy): boolean {
  return policy.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' && conditions.length === 0 && principals.some(isEveryone),
  );
}

function applies(statement: PolicyStatement, question: PolicyQuestion): boolean {
  return (
    statement.principals.some((principal) => isPrincipal(principal, question.caller)) &&
    // Action names are not case-sensitive, resources are.
    statement.actions.some((action) =>
      matchesWildcard(action.toLowerCase(), question.action.toLowerCase()),
    ) !== statement.isActionNegated &&
    statement.resources.some((resource) => matchesWildcard(resource, question.resource)) !==
      statement.isResourceNegated &&
    statement.conditions.every((condition) => holds(condition, question))
  );
}

function isEveryone({ type, value }: Principal): boolean {
  return type === '*' || (type === 'AWS' && value === '*');
}

function isPrincipal(principal: Principal, caller: S3Caller): boolean {
  if (isEveryone(principal)) return true;
  switch (caller.kind) {
    case 'distribution':
      return principal.type === 'Service' && principal.value === 'cloudfront.amazonaws.com';
    case 'origin-access-identity':
      return (
        (principal.type === 'CanonicalUser' && principal.value === caller.canonicalUserId) ||
        (principal.type === 'AWS' &&
          principal.value.endsWith(`:user/CloudFront Origin Access Identity ${caller.id}`))
      );
    case 'account':
      return (
        principal.type === 'AWS' &&
        (principal.value === caller.accountId || principal.value.includes(`::${caller.accountId}:`))
      );
    case 'anonymous':
      return false;
  }
}

function holds({ operator, key, values }: PolicyCondition, question: PolicyQuestion): boolean {
  const value = contextValue(key, question);
  const base = operator.replace(/IfExists$/, '');
  if (value === undefined) return base !== operator || base === 'StringNotEquals' || base === 'StringNotLike';
  switch (base) {
    case 'StringEquals':
      return values.includes(value);
    case 'StringNotEquals':
      return !values.includes(value);
    case 'StringEqualsIgnoreCase':
    case 'Bool':
      return values.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return values.some((wanted) => matchesWildcard(wanted, value));
    case 'StringNotLike':
    case 'ArnNotLike':
    case 'ArnNotEquals':
      return !values.some((wanted) => matchesWildcard(wanted, value));
    default:
      return false;
  }
}

function contextValue(key: string, { caller, isSecure }: PolicyQuestion): string | undefined {
  switch (key) {
    case 'aws:securetransport':
      return String(isSecure);
    case 'aws:sourcearn':
      return caller.kind === 'distribution' ? caller.sourceArn : undefined;
    case 'aws:sourceaccount':
      return caller.kind === 'distribution' ? caller.accountId : undefined;
    case 'aws:principalaccount':
      return caller.kind === 'account' ? caller.accountId : undefined;
    default:
      return undefined;
  }
}
