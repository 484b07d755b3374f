export { awsHostPattern, isAwsHost } from './aws-host.js';
export { createIntercept, type Intercept, type InterceptOptions } from './create-intercept.js';
