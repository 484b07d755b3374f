// The part of the Lambda REST API that manages event source mappings.

import { formatArn } from '../arn.js';
import { functionArn } from '../lambda/index.js';
import type { StackIdentity } from '../ports.js';
import type { WireRequest, WireResponse } from '../wire.js';
import { mappingMembers } from './describe-mapping.js';
import type { EventSources } from './event-sources.js';
import { type EventSourceMapping, parseMapping } from './mapping.js';

/** What a call needs to know. */
export interface MappingCallContext {
  readonly requestId: string;
  readonly identity: StackIdentity;
  readonly nowMs: number;
  /** Name of a function of the stack, for its name or ARN. */
  readonly resolveName: (nameOrArn: string) => string | undefined;
  readonly newId: () => string;
}

/** AWS's answer to a call that it refuses. */
class MappingError extends Error {
  readonly status: number;
  readonly type: string;
  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Answers one request. Never rejects for a bad request.
 *
 * @source AWS page "Lambda API reference": Create-, Get-, List-, Update- and DeleteEventSourceMapping
 */
export async function answerMappingCall(
  sources: EventSources,
  request: WireRequest,
  context: MappingCallContext,
): Promise<WireResponse> {
  try {
    const [status, body] = await run(sources, request, context);
    return respond(context, status, body);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const response = respond(context, error.status, { Type: 'User', Message: error.message });
    return { ...response, headers: { ...response.headers, 'x-amzn-errortype': error.type } };
  }
}

async function run(
  sources: EventSources,
  request: WireRequest,
  context: MappingCallContext,
): Promise<readonly [number, object]> {
  const id = request.path.split('/')[3] ?? '';
  if (id === '') {
    if (request.method === 'GET') return [200, { EventSourceMappings: listed(sources, request, context) }];
    if (request.method === 'POST') return [202, await create(sources, readBody(request), context)];
  }
  const known = sources.list().find((mapping) => mapping.id === id);
  if (known === undefined) {
    throw new MappingError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.');
  }
  switch (request.method) {
    case 'GET':
      return [200, describe(known, stateOf(known), context)];
    case 'PUT': {
      const given = readBody(request);
      const { isEnabled } = known;
      const changed = await put(
        sources,
        { FunctionName: known.functionName, Enabled: isEnabled, ...mappingMembers(known), ...given },
        { ...context, id },
      );
      const state = changed.isEnabled === isEnabled ? 'Updating' : isEnabled ? 'Disabling' : 'Enabling';
      return [202, describe(changed, state, context)];
    }
    case 'DELETE':
      await sources.remove(id);
      return [202, describe(known, 'Deleting', context)];
    default:
      throw new MappingError(
        400,
        'UnknownOperationException',
        `"${request.method} ${request.path}" is not run locally`,
      );
  }
}

async function create(sources: EventSources, given: Members, context: MappingCallContext): Promise<object> {
  const functionName = context.resolveName(String(given.FunctionName ?? ''));
  const twin = sources
    .list()
    .find((mapping) => mapping.sourceArn === given.EventSourceArn && mapping.functionName === functionName);
  if (twin !== undefined) {
    throw new MappingError(
      409,
      'ResourceConflictException',
      `An event source mapping with ${twin.source === 'sqs' ? 'SQS' : 'DynamoDB'} arn (" ${twin.sourceArn} ") and function (" ${twin.functionName} ") already exists. Please update or delete the existing mapping with UUID ${twin.id}`,
    );
  }
  const mapping = await put(sources, given, { ...context, id: context.newId() });
  return describe(mapping, 'Creating', context);
}

async function put(
  sources: EventSources,
  members: Members,
  context: MappingCallContext & { readonly id: string },
): Promise<EventSourceMapping> {
  const invalid = (message: string) => new MappingError(400, 'InvalidParameterValueException', message);
  const functionName = context.resolveName(String(members.FunctionName ?? ''));
  if (functionName === undefined) throw invalid('Function does not exist');
  const parsed = parseMapping(context.id, { ...members, FunctionName: functionName });
  if (parsed.kind === 'refused') throw invalid(`${parsed.property}: ${parsed.reason}`);
  try {
    await sources.put(parsed.mapping);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  return parsed.mapping;
}

function listed(sources: EventSources, request: WireRequest, context: MappingCallContext): object[] {
  const query = new URLSearchParams(request.query);
  const source = query.get('EventSourceArn');
  const nameOrArn = query.get('FunctionName');
  const functionName = nameOrArn === null ? undefined : (context.resolveName(nameOrArn) ?? '');
  return sources
    .list()
    .filter(
      (mapping) =>
        (source === null || mapping.sourceArn === source) &&
        (functionName === undefined || context.resolveName(mapping.functionName) === functionName),
    )
    .map((mapping) => describe(mapping, stateOf(mapping), context));
}

function stateOf({ isEnabled }: EventSourceMapping): string {
  return isEnabled ? 'Enabled' : 'Disabled';
}

function describe(mapping: EventSourceMapping, state: string, context: MappingCallContext): object {
  const { identity } = context;
  const name = context.resolveName(mapping.functionName) ?? mapping.functionName;
  return {
    UUID: mapping.id,
    ...mappingMembers(mapping),
    EventSourceMappingArn: formatArn({
      ...identity,
      service: 'lambda',
      resource: `event-source-mapping:${mapping.id}`,
    }),
    FunctionArn: functionArn(identity, name),
    State: state,
    StateTransitionReason: 'USER_INITIATED',
    LastModified: context.nowMs / 1_000,
  };
}

function readBody({ body }: WireRequest): Members {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Members;
  } catch {
    // Refused below, as what parses to something else.
  }
  throw new MappingError(
    400,
    'InvalidRequestContentException',
    'Could not parse request body into json: the request body is not an object',
  );
}

function respond(context: MappingCallContext, status: number, body: object): WireResponse {
  return {
    status,
    headers: { 'x-amzn-requestid': context.requestId, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
