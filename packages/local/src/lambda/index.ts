export type { FunctionCode, InvokeOptions, InvokeOutcome, Lambda, LambdaFunctionConfig } from './lambda.js';
