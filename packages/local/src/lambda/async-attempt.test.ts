import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildDestinationRecord, decideNextStep } from './async-attempt.js';

describe('decideNextStep', () => {
  const failed = (functionErrors: number, more: object = {}) =>
    decideNextStep('function-error', { functionErrors, throttles: 0, ageMs: 0, ...more });
  const slowed = (throttles: number, more: object = {}) =>
    decideNextStep('throttled', { functionErrors: 0, throttles, ageMs: 0, ...more });

  it('ends after a success', () =>
    assert.deepEqual(decideNextStep('success', { functionErrors: 1, throttles: 0, ageMs: 60_000 }), {
      kind: 'done',
    }));
  it('retries function errors after one and two minutes and then gives up', () =>
    assert.deepEqual(
      [failed(1), failed(2), failed(3)],
      [
        { kind: 'retry', delayMs: 60_000 },
        { kind: 'retry', delayMs: 120_000 },
        { kind: 'give-up', condition: 'RetriesExhausted' },
      ],
    ));
  it('retries as often as the function allows', () =>
    assert.deepEqual(
      [
        failed(1, { maximumRetryAttempts: 0 }),
        failed(1, { maximumRetryAttempts: 1 }),
        failed(2, { maximumRetryAttempts: 1 }),
      ],
      [
        { kind: 'give-up', condition: 'RetriesExhausted' },
        { kind: 'retry', delayMs: 60_000 },
        { kind: 'give-up', condition: 'RetriesExhausted' },
      ],
    ));
  it('doubles the delay of throttled attempts up to five minutes', () =>
    assert.deepEqual(
      [1, 2, 9, 10, 30].map((throttles) => slowed(throttles)),
      [1_000, 2_000, 256_000, 300_000, 300_000].map((delayMs) => ({ kind: 'retry', delayMs })),
    ));
  it('gives up when the next attempt would be older than six hours, or than the function allows', () =>
    assert.deepEqual(
      [
        slowed(1, { ageMs: 21_599_000 }),
        slowed(1, { ageMs: 21_599_001 }),
        failed(1, { ageMs: 1, maximumEventAgeSeconds: 60 }),
        failed(1, { ageMs: 0, maximumEventAgeSeconds: 60 }),
      ],
      [
        { kind: 'retry', delayMs: 1_000 },
        { kind: 'give-up', condition: 'EventAgeExceeded' },
        { kind: 'give-up', condition: 'EventAgeExceeded' },
        { kind: 'retry', delayMs: 60_000 },
      ],
    ));
});

describe('buildDestinationRecord', () => {
  const facts = {
    timestampMs: 1_705_751_700_000,
    requestId: 'e4b46cbf-b738-4c6b-8880-a18cdf61200e',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:order',
    invokeCount: 1,
    requestPayload: '{"n":1}',
  };
  it('tells of a success', () =>
    assert.deepEqual(
      buildDestinationRecord({
        ...facts,
        condition: 'Success',
        responsePayload: 'not json',
        isFunctionError: false,
      }),
      {
        version: '1.0',
        timestamp: '2024-01-20T11:55:00.000Z',
        requestContext: {
          requestId: 'e4b46cbf-b738-4c6b-8880-a18cdf61200e',
          functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:order:$LATEST',
          condition: 'Success',
          approximateInvokeCount: 1,
        },
        requestPayload: { n: 1 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST' },
        responsePayload: 'not json',
      },
    ));
  it('has no response when no attempt ran', () =>
    assert.deepEqual(
      Object.keys(
        buildDestinationRecord({
          ...facts,
          condition: 'EventAgeExceeded',
          responsePayload: undefined,
          isFunctionError: false,
        }),
      ),
      ['version', 'timestamp', 'requestContext', 'requestPayload'],
    ));
});
