// Calls the integration of a route and says what came of it: which backend, which template, which response.

import type { InvokeOutcome } from '../lambda/lambda.js';
import { defaultTemplateKey } from './assumptions.js';
import { mapParameters } from './data-mapping.js';
import type { GatewayRuntime } from './gateway-runtime.js';
import { insertPathValues, insertStageVariables, parseAwsTarget } from './integration-uri.js';
import { TemplateError } from './mapping-template.js';
import { createMessageBody } from './message-body.js';
import type { Integration, IntegrationResponse } from './model.js';
import { parseProxyResponse } from './proxy-response.js';
import { selectIntegrationResponse, selectTemplate } from './select-integration-response.js';
import { evaluateExpression, parseExpression } from './selection-expression.js';
import { buildServiceRequest } from './service-request.js';
import { buildTemplateVariables, type TemplateInput } from './template-variables.js';

/** What an integration came to. */
export type IntegrationResult =
  | {
      readonly kind: 'response';
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | undefined;
    }
  /** `status` is what a handshake answers: 502 for the function's fault, 500 for the configuration's. */
  | { readonly kind: 'failed'; readonly reason: string; readonly status: 500 | 502 }
  /** Passthrough forbids a message without template. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'timed-out' };

/** One call. */
export interface IntegrationCall {
  /** Proxy event as JSON text; only proxies ask for it. */
  readonly event: () => string;
  /** What templates and mappings read; only other types ask for it. */
  readonly input: () => TemplateInput;
  readonly responses: () => readonly IntegrationResponse[];
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly sourceIp: string;
  readonly traceId: string;
}

/**
 * Runs an integration. A function keeps running after the gateway has stopped waiting.
 *
 * @returns Never rejects: what goes wrong in a template or a backend is an outcome.
 * @source spec/websocket-api.md 3
 */
export async function runIntegration(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
): Promise<IntegrationResult> {
  try {
    switch (integration.type) {
      case 'AWS_PROXY':
        return await runLambdaProxy(runtime, integration, call);
      case 'HTTP_PROXY':
        return await runHttpProxy(runtime, integration, call);
      case 'AWS':
      case 'HTTP':
      case 'MOCK':
        return await runMapped(runtime, integration, call);
    }
  } catch (error) {
    if (error instanceof TimedOut) return { kind: 'timed-out' };
    if (error instanceof Unsupported) return { kind: 'unsupported' };
    if (error instanceof TemplateError) return failed(`mapping template: ${error.message}`);
    return failed(error instanceof Error ? error.message : String(error));
  }
}

class TimedOut extends Error {}
class Unsupported extends Error {}

function failed(reason: string, status: 500 | 502 = 500): IntegrationResult {
  return { kind: 'failed', reason, status };
}

async function runLambdaProxy(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
): Promise<IntegrationResult> {
  const uri = insertStageVariables(integration.uri, call.stageVariables);
  const target = parseAwsTarget(uri);
  if (target?.kind !== 'lambda') return failed(`integration URI "${uri}" names no function`);
  const outcome = await within(
    runtime,
    integration.timeoutMs,
    runtime.ports.lambda.invoke(target.functionArn, call.event(), {
      type: 'RequestResponse',
      traceId: call.traceId,
    }),
  );
  if (outcome.kind !== 'success') return lambdaFailure(outcome);
  const response = parseProxyResponse(outcome.payload, runtime.behavior.isProxyResponseStrict);
  return response.kind === 'response'
    ? response
    : failed(`malformed proxy response: ${response.reason}`, 502);
}

async function runHttpProxy(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
): Promise<IntegrationResult> {
  const input = call.input();
  const answer = await callHttp(runtime, integration, call, Buffer.from(input.body.text));
  return { kind: 'response', ...answer, body: answer.body.toString('utf8') };
}

/** AWS, HTTP and MOCK: request template, backend, integration response, response template. */
async function runMapped(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
): Promise<IntegrationResult> {
  const input = call.input();
  const request = requestBody(runtime, integration, input);
  const backend = await callBackend(runtime, integration, call, request);
  if ('kind' in backend) return backend;
  const response = selectIntegrationResponse(call.responses(), backend.outcome);
  if (response === undefined)
    return failed(`no integration response for "${backend.outcome ?? '$default'}" and no $default`);
  const output = converted(backend.body, response.contentHandling);
  const template = responseTemplate(response, input, backend);
  const body =
    template === undefined
      ? output.toString('utf8')
      : runtime.renderTemplate(
          template,
          buildTemplateVariables({
            ...input,
            body: createMessageBody(output.toString('utf8'), false),
            context: { ...input.context, status: backend.statusCode },
          }),
        );
  return { kind: 'response', statusCode: statusIn(body) ?? 200, headers: {}, body };
}

interface BackendAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What integration response keys are compared with. */
  readonly outcome: string | undefined;
}

async function callBackend(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
  request: string,
): Promise<BackendAnswer | IntegrationResult> {
  if (integration.type === 'MOCK') {
    const statusCode = statusIn(request);
    if (statusCode === undefined) return failed('the request template of a MOCK gives no numeric statusCode');
    return { statusCode, headers: {}, body: Buffer.alloc(0), outcome: String(statusCode) };
  }
  const body = converted(Buffer.from(request), integration.contentHandling);
  if (integration.type === 'HTTP') {
    const answer = await callHttp(runtime, integration, call, body);
    return { ...answer, outcome: String(answer.statusCode) };
  }
  const parameters = mapParameters(integration.requestParameters, call.input());
  const uri = insertPathValues(insertStageVariables(integration.uri, call.stageVariables), parameters.path);
  const target = parseAwsTarget(uri);
  if (target === undefined) return failed(`integration URI "${uri}" names no AWS service`);
  if (target.kind === 'lambda') {
    const header = Object.entries(parameters.headers).find(
      ([name]) => name.toLowerCase() === 'x-amz-invocation-type',
    );
    const type = header?.[1] === 'Event' ? 'Event' : 'RequestResponse';
    const outcome = await within(
      runtime,
      integration.timeoutMs,
      runtime.ports.lambda.invoke(target.functionArn, body.length === 0 ? '{}' : body.toString('utf8'), {
        type,
        traceId: call.traceId,
      }),
    );
    return lambdaAnswer(outcome);
  }
  const answer = runtime.ports.callService(
    target.service,
    buildServiceRequest(target, { method: integration.method, body, parameters, sourceIp: call.sourceIp }),
  );
  if (answer === undefined)
    return failed(`service "${target.service}" is not reachable from integrations locally`);
  const response = await within(runtime, integration.timeoutMs, Promise.resolve(answer));
  return {
    statusCode: response.status,
    headers: response.headers,
    body: Buffer.from(response.body),
    outcome: String(response.status),
  };
}

function lambdaAnswer(outcome: InvokeOutcome): BackendAnswer | IntegrationResult {
  if (outcome.kind === 'accepted')
    return { statusCode: 202, headers: {}, body: Buffer.alloc(0), outcome: undefined };
  if (outcome.kind !== 'success' && outcome.kind !== 'function-error') return lambdaFailure(outcome);
  return {
    statusCode: 200,
    headers: {},
    body: Buffer.from(outcome.payload),
    outcome: errorMessageIn(outcome.payload),
  };
}

function lambdaFailure(outcome: Exclude<InvokeOutcome, { kind: 'success' }>): IntegrationResult {
  switch (outcome.kind) {
    case 'function-error':
      return failed(`the function failed: ${errorMessageIn(outcome.payload) ?? outcome.payload}`, 502);
    case 'throttled':
      return failed(outcome.message, 502);
    case 'not-found':
    case 'too-large':
      return failed(outcome.message);
    case 'accepted':
      return failed('the invocation was queued');
  }
}

async function callHttp(
  runtime: GatewayRuntime,
  integration: Integration,
  call: IntegrationCall,
  body: Buffer,
): Promise<{ statusCode: number; headers: Record<string, string>; body: Buffer }> {
  const input = call.input();
  const parameters = mapParameters(integration.requestParameters, input);
  const url = new URL(
    insertPathValues(insertStageVariables(integration.uri, call.stageVariables), parameters.path),
  );
  for (const [name, value] of Object.entries(parameters.query)) url.searchParams.append(name, value);
  const { method } = integration;
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  const controller = new AbortController();
  const exchange = async () => {
    const response = await runtime.ports.fetch(url, {
      method,
      headers: {
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        'x-amzn-trace-id': `Root=${call.traceId}`,
        ...parameters.headers,
      },
      // The gateway hands redirects on instead of following them.
      redirect: 'manual',
      signal: controller.signal,
      ...(hasBody ? { body: new Uint8Array(body) } : {}),
    });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
  try {
    return await within(runtime, integration.timeoutMs, exchange());
  } finally {
    controller.abort();
  }
}

/** The value of `work`, or TimedOut; the work itself goes on. */
function within<Value>(runtime: GatewayRuntime, timeoutMs: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = runtime.after(timeoutMs, () => reject(new TimedOut()));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** The rendered request, or the message itself where passthrough lets it. */
function requestBody(runtime: GatewayRuntime, integration: Integration, input: TemplateInput): string {
  const { requestTemplates, passthrough } = integration;
  const key = selectedKey(integration.templateSelectionExpression, input);
  const template = selectTemplate(requestTemplates, key);
  if (template !== undefined) return runtime.renderTemplate(template, buildTemplateVariables(input));
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  const passes = passthrough === 'WHEN_NO_MATCH' || (passthrough === 'WHEN_NO_TEMPLATES' && !hasTemplates);
  if (!passes) throw new Unsupported();
  return input.body.text;
}

function responseTemplate(
  response: IntegrationResponse,
  input: TemplateInput,
  backend: BackendAnswer,
): string | undefined {
  const key = selectedKey(response.templateSelectionExpression, input, (name) => {
    if (name === 'integration.response.statuscode') return String(backend.statusCode);
    const [, header] = /^integration\.response\.(?:multivalue)?header\.(.+)$/.exec(name) ?? [];
    return header === undefined ? '' : (backend.headers[header.toLowerCase()] ?? '');
  });
  return selectTemplate(response.templates, key);
}

function selectedKey(
  expression: string | undefined,
  input: TemplateInput,
  variable?: (name: string) => string,
): string {
  if (expression === undefined) return defaultTemplateKey;
  const selected = evaluateExpression(parseExpression(expression), input.body.json, variable);
  return selected.kind === 'value' ? selected.text : defaultTemplateKey;
}

function converted(body: Buffer, handling: Integration['contentHandling']): Buffer {
  if (handling === 'CONVERT_TO_BINARY') return Buffer.from(body.toString('latin1'), 'base64');
  return handling === 'CONVERT_TO_TEXT' ? Buffer.from(body.toString('base64')) : body;
}

// A template steers the status by a member of the JSON it renders.
function statusIn(text: string): number | undefined {
  const value = objectIn(text);
  const status = Number(value?.statusCode ?? value?.StatusCode ?? Number.NaN);
  return Number.isInteger(status) ? status : undefined;
}

function errorMessageIn(payload: string): string | undefined {
  const message = objectIn(payload)?.errorMessage;
  return typeof message === 'string' ? message : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Text that only looks like JSON steers nothing.
    return undefined;
  }
}
