// What the specification marks unverified: one named value each.

/** spec/cloudfront.md 3.2, 9.7: the range is documented for Lambda@Edge only. */
export const statusCodeRange = { min: 200, max: 599 } as const;

/** spec/cloudfront.md 1.1, 9.9: a handler that is no property of the global object is not found; AWS's text is unknown. */
export const missingHandlerText = 'ReferenceError: "handler" is not defined';

/** spec/cloudfront.md 1.15: what `cf.edgeLocation` says on a laptop. IATA code, server and regional cache are made up. */
export const localEdgeLocation = { name: 'LOC', serverIp: '127.0.0.1', region: 'us-east-1' } as const;

/** spec/cloudfront.md 8.1: text of a rejection that nothing awaits; runtime 2.0 only. */
export const unhandledRejectionText = 'Error: unhandled promise rejection: ';

/** spec/cloudfront.md 3.1: AWS publishes no text for a run that never ends or never settles. */
export const timeLimitText = 'Error: the function exceeded its time limit';
export const pendingText = 'Error: the promise that the handler returned never settled';
