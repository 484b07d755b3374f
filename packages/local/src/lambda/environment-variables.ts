// The variables of an execution environment (spec/websocket-api.md 9.3).

import { stackAccessKey } from '../local-credentials.js';
import type { StackIdentity } from '../ports.js';
import type { LambdaFunctionConfig } from './lambda.js';

/** Facts of one environment. */
export interface EnvironmentFacts {
  readonly identity: StackIdentity;
  /** Address for `AWS_ENDPOINT_URL`, e.g. `http://127.0.0.1:3050`. */
  readonly endpointUrl: string;
  readonly logStreamName: string;
  readonly taskRoot: string;
  /** Folders of the function's layers, the one that counts most first. */
  readonly layerRoots: readonly string[];
  /** `PATH` of this machine: programs that a handler starts live elsewhere than on AWS. */
  readonly hostPath: string;
}

/**
 * Lambda's reserved variables over the user's. The user may set `AWS_ENDPOINT_URL` himself: code and
 * configuration of a project win over the local default.
 */
export function buildEnvironmentVariables(
  config: LambdaFunctionConfig,
  facts: EnvironmentFacts,
): Record<string, string> {
  const { identity } = facts;
  const inLayers = (folder: string) => facts.layerRoots.map((root) => `${root}/${folder}`);
  const isManaged = !config.runtime.startsWith('provided');
  return {
    AWS_ENDPOINT_URL: facts.endpointUrl,
    PATH: ['/usr/local/bin:/usr/bin:/bin', ...inLayers('bin'), '/opt/bin', facts.hostPath].join(':'),
    ...(facts.layerRoots.length === 0 ? {} : layerVariables(config.runtime, inLayers)),
    LANG: 'en_US.UTF-8',
    // No instance metadata is asked for credentials on a laptop, and no daemon takes X-Ray segments.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    ...config.environment,
    TZ: ':UTC',
    _HANDLER: config.handler,
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: identity.region,
    ...(isManaged ? { AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}` } : {}),
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    AWS_ACCESS_KEY_ID: stackAccessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: stackAccessKey.secretAccessKey,
    AWS_SESSION_TOKEN: stackAccessKey.sessionToken,
    LAMBDA_TASK_ROOT: facts.taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}

// Where each runtime looks for what layers carry. Source: AWS Lambda Developer Guide, "Packaging your layer content".
function layerVariables(
  runtime: string,
  inLayers: (folder: string) => readonly string[],
): Record<string, string> {
  const libraries = { LD_LIBRARY_PATH: inLayers('lib').join(':') };
  if (runtime.startsWith('python')) return { ...libraries, PYTHONPATH: inLayers('python').join(':') };
  if (!runtime.startsWith('nodejs')) return libraries;
  const folders = moduleFolders(runtime).flatMap(inLayers);
  return { ...libraries, NODE_PATH: folders.map((folder) => `${folder}/node_modules`).join(':') };
}

/** Folders of a layer that hold a `node_modules`, the more specific first. */
export function moduleFolders(runtime: string): string[] {
  const major = /^nodejs(\d+)/.exec(runtime)?.[1];
  return major === undefined ? ['nodejs'] : [`nodejs/node${major}`, 'nodejs'];
}
