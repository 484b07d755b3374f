// Amazon resource names as text and parts.

/** The six parts; `resource` keeps everything after the fifth colon. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** @returns The parts, or `undefined` when the text is no ARN. */
export function parseArn(text: string): Arn | undefined {
  const [, partition, service, region, accountId, resource] =
    /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text) ?? [];
  if (
    partition === undefined ||
    service === undefined ||
    region === undefined ||
    accountId === undefined ||
    resource === undefined
  ) {
    return undefined;
  }
  return { partition, service, region, accountId, resource };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}
