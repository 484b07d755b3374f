// The access keys that exist on this machine: the one that functions and packagers get, and the shell's own.

/** An access key. Temporary ones come with a token. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What functions sign with, and what anyone may sign with here: it opens nothing outside of the stack. */
export const stackAccessKey: Required<AccessKey> = {
  accessKeyId: 'LOCALACCESSKEY',
  secretAccessKey: 'local',
  sessionToken: 'local',
};

/** The key of the environment that the command runs in, when both halves are there. */
export function shellAccessKey(env: Readonly<Record<string, string | undefined>>): AccessKey | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

/** The keys that signatures are verified with: the stack's, and the shell's unless it has the same name. */
export function knownAccessKeys(env: Readonly<Record<string, string | undefined>>): readonly AccessKey[] {
  const own = shellAccessKey(env);
  return own === undefined || own.accessKeyId === stackAccessKey.accessKeyId
    ? [stackAccessKey]
    : [stackAccessKey, own];
}
