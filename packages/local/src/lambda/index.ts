export { createLambda, type LambdaPorts } from './create-lambda.js';
export type { LambdaRedirect } from './deployed-function.js';
export { functionArn } from './function-arn.js';
export { invocationResultEvent } from './invocation-result-event.js';
export type {
  EventInvokeConfig,
  FunctionCode,
  InvokeOptions,
  InvokeOutcome,
  Lambda,
  LambdaFunctionConfig,
} from './lambda.js';
