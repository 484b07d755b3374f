// Which host names belong to AWS, and which service a name stands for.

/** Regular expression of AWS's host names, without flags; to be used case-insensitively. */
export const awsHostPattern: string = String.raw`(?:^|\.)(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|on\.aws)\.?$`;

const awsHost = new RegExp(awsHostPattern, 'i');

/** Whether a host name (without a port) belongs to AWS. */
export function isAwsHost(host: string): boolean {
  return awsHost.test(host);
}

/**
 * The service that an AWS host name stands for, by the name in its host.
 *
 * @param host - Without a port, e.g. `sns.eu-west-2.amazonaws.com`, `abc.execute-api.eu-west-2.amazonaws.com`.
 * @returns `s3`, `dynamodb` (its streams and account endpoints too), `execute-api`, ...; `undefined` for a name
 *   outside AWS.
 * @source spec/sdk-wire.md 5, 6
 */
export function serviceOfHost(host: string): string | undefined {
  if (!isAwsHost(host)) return undefined;
  const labels = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/(?:^|\.)(?:amazonaws\.com\.cn|amazonaws\.com|api\.aws|on\.aws)$/, '')
    .split('.')
    .filter((label) => !isRegion(label) && label !== 'dualstack');
  const last = (labels.at(-1) ?? '').replace(/-fips$/, '');
  if (/^s3(-|$)/.test(last)) return 's3';
  return aliases[last] ?? last;
}

/**
 * Whether a host name is one that the user named.
 *
 * @param name - A host name, or `*.` and a suffix.
 */
export function matchesHostName(name: string, host: string): boolean {
  const wanted = name.toLowerCase();
  const given = host.toLowerCase();
  return wanted.startsWith('*.') ? given.endsWith(wanted.slice(1)) : given === wanted;
}

/** The host name of an authority, without its port. */
export function hostNameOf(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}

const aliases: Readonly<Record<string, string>> = { ddb: 'dynamodb', queue: 'sqs' };

function isRegion(label: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d+$/.test(label);
}
