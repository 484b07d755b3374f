// Names of a function: bare, partial ARN, full ARN, each with or without a qualifier.

import { formatArn, parseArn } from '../arn.js';
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
export function functionNameOf(nameOrArn: string): string {
  const resource = parseArn(nameOrArn)?.resource ?? nameOrArn;
  const parts = resource.split(':');
  const at = parts.lastIndexOf('function');
  return (at === -1 ? parts[0] : parts[at + 1]) ?? '';
}
