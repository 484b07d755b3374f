export { createLambda, type LambdaPorts } from './create-lambda.js';
export { functionArn } from './function-arn.js';
export type { FunctionCode, InvokeOptions, InvokeOutcome, Lambda, LambdaFunctionConfig } from './lambda.js';
