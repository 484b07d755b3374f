// Names of a function: bare, partial ARN, full ARN, each with or without a qualifier.

import { formatArn, parseArn } from '../arn.js';
import { memoize } from '../memoize.js';
import type { StackIdentity } from '../ports.js';

export function functionArn(identity: StackIdentity, functionName: string): string {
  return formatArn({
    partition: identity.partition,
    service: 'lambda',
    region: identity.region,
    accountId: identity.accountId,
    resource: `function:${functionName}`,
  });
}

/** The function name inside `name`, `account:function:name` or an ARN; a qualifier is dropped. */
export const functionNameOf: (nameOrArn: string) => string = memoize((nameOrArn) => {
  const resource = parseArn(nameOrArn)?.resource ?? nameOrArn;
  const parts = resource.split(':');
  const at = parts.lastIndexOf('function');
  return (at === -1 ? parts[0] : parts[at + 1]) ?? '';
});
