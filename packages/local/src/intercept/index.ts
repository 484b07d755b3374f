export { awsHostPattern, isAwsHost } from './aws-hosts.js';
export { createIntercept, type Intercept, type InterceptPorts } from './create-intercept.js';
