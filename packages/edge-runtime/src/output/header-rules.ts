// Which headers functions may see and set: the tables of the checker, under the names of this package.

export {
  disallowedHeaderPatterns as disallowedHeaders,
  isDisallowedHeaderName as isDisallowedHeader,
  readOnlyHeaderNames as readOnlyHeaders,
} from '@edgewire/edge-compiler/features';
