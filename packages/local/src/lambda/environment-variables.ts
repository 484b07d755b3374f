// The variables of an execution environment (spec/websocket-api.md 9.3).

import type { StackIdentity } from '../ports.js';
import type { LambdaFunctionConfig } from './lambda.js';

/** Facts of one environment. */
export interface EnvironmentFacts {
  readonly identity: StackIdentity;
  /** Address for `AWS_ENDPOINT_URL`, e.g. `http://127.0.0.1:3050`. */
  readonly endpointUrl: string;
  readonly logStreamName: string;
  readonly taskRoot: string;
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
  const isManaged = !config.runtime.startsWith('provided');
  return {
    AWS_ENDPOINT_URL: facts.endpointUrl,
    PATH: `/usr/local/bin:/usr/bin:/bin:/opt/bin:${facts.hostPath}`,
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
    AWS_ACCESS_KEY_ID: 'LOCALACCESSKEY',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: facts.taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
  };
}
