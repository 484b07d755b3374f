// Answers of the account-level services that packagers ask while they resolve variables offline:
// STS GetCallerIdentity, SSM GetParameter, CloudFormation DescribeStacks (spec/sdk-wire.md 3.8).

import { parseQueryCall } from '../aws-query/parse-query.js';
import { QueryError, queryFailure, queryResult } from '../aws-query/respond.js';
import type { StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';

/** Values that a stack knows before it runs. */
export interface PackageTimeFacts {
  readonly identity: StackIdentity;
  /** SSM parameters by name, from `--param` and the environment. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Outputs by stack name, from running stacks and `--import`. */
  readonly outputs: (stackName: string) => Readonly<Record<string, string>> | undefined;
}

/** Answers one STS call. */
export function answerSts(request: WireRequest, facts: PackageTimeFacts, requestId: string): WireResponse {
  const envelope = { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', requestId };
  const call = parseQueryCall(request.body.toString('utf8') || request.query);
  const { accountId, partition } = facts.identity;
  if (call?.action === 'GetCallerIdentity') {
    const Arn = `arn:${partition}:iam::${accountId}:user/local`;
    return queryResult(call.action, { Arn, UserId: 'AIDALOCAL', Account: accountId }, envelope);
  }
  return queryFailure(unknownAction(call?.action), envelope);
}

/** Answers one CloudFormation call. */
export function answerCloudFormation(
  request: WireRequest,
  facts: PackageTimeFacts,
  requestId: string,
): WireResponse {
  const envelope = { namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/', requestId };
  const call = parseQueryCall(request.body.toString('utf8') || request.query);
  if (call?.action !== 'DescribeStacks') return queryFailure(unknownAction(call?.action), envelope);
  const name = call.parameters.get('StackName') ?? facts.identity.stackName;
  const outputs = facts.outputs(name);
  if (outputs === undefined) {
    return queryFailure(new QueryError('ValidationError', `Stack with id ${name} does not exist`), envelope);
  }
  const { accountId, partition, region } = facts.identity;
  const stack = {
    StackName: name,
    StackId: `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/local`,
    StackStatus: 'UPDATE_COMPLETE',
    CreationTime: '2024-01-01T00:00:00.000Z',
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
  return queryResult(call.action, { Stacks: [stack] }, envelope);
}

/** Answers one SSM call. */
export function answerSsm(request: WireRequest, facts: PackageTimeFacts, requestId: string): WireResponse {
  const operation = request.headers['x-amz-target']?.split('.')[1];
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId };
  const fail = (type: string, message: string): WireResponse => ({
    status: 400,
    headers: { ...headers, 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: type, message }),
  });
  if (operation !== 'GetParameter')
    return fail('InvalidAction', `The action ${operation} is not run locally`);
  let name: unknown;
  try {
    name = (JSON.parse(request.body.toString('utf8')) as { Name?: unknown }).Name;
  } catch {
    return fail('SerializationException', 'The request body is not JSON');
  }
  const value = typeof name === 'string' ? facts.parameters[name] : undefined;
  if (value === undefined) return fail('ParameterNotFound', `Parameter ${String(name)} not found`);
  const { accountId, partition, region } = facts.identity;
  const parameter = {
    Name: name,
    Type: 'String',
    Value: value,
    Version: 1,
    ARN: `arn:${partition}:ssm:${region}:${accountId}:parameter/${String(name).replace(/^\//, '')}`,
  };
  return { status: 200, headers, body: JSON.stringify({ Parameter: parameter }) };
}

function unknownAction(action: string | undefined): QueryError {
  return new QueryError('InvalidAction', `The action ${action ?? ''} is not run locally`);
}
