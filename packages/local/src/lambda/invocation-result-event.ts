// The event that an event bus gets as destination of asynchronous invocations.

/**
 * @param record - The destination record as JSON text; it becomes the event's detail.
 * @source AWS page "Capturing records of Lambda asynchronous invocations", EventBridge destination
 */
export function invocationResultEvent(
  busArn: string,
  record: string,
): {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
} {
  // The record comes from buildDestinationRecord, which always gives these members.
  const detail = JSON.parse(record) as {
    readonly requestContext: { readonly functionArn: string; readonly condition: string };
  };
  const { functionArn, condition } = detail.requestContext;
  return {
    source: 'lambda',
    detailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    resources: [busArn, functionArn],
    detail,
  };
}
