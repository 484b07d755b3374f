// CreateInvalidation, GetInvalidation and ListInvalidations: remembered, and done at once.

import { createRequire } from 'node:module';
import { escapeXml } from '../../aws-query/xml.js';
import { CloudFrontApiError } from '../api-error.js';

/** An invalidation that was asked for. */
export interface Invalidation {
  readonly id: string;
  readonly createdMs: number;
  readonly callerReference: string;
  readonly paths: readonly string[];
}

/** What CreateInvalidation asks. */
export interface InvalidationBatch {
  readonly callerReference: string;
  readonly paths: readonly string[];
}

/** Source: spec/cloudfront.md 4.4, 7.18. */
const maxPaths = 3_000;
const maxPathCharacters = 4_000;

/**
 * Reads the body of CreateInvalidation.
 *
 * @throws CloudFrontApiError for XML that is none, a missing part, or paths that CloudFront refuses.
 * @source spec/sdk-wire.md 3.6
 */
export function parseInvalidationBatch(body: string): InvalidationBatch {
  let root: unknown;
  try {
    // Loaded with the first call: few stacks are asked to invalidate anything.
    const { XMLParser } = createRequire(import.meta.url)(
      'fast-xml-parser',
    ) as typeof import('fast-xml-parser');
    root = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Path' }).parse(body);
  } catch (error) {
    throw new CloudFrontApiError(
      400,
      'MalformedInput',
      error instanceof Error ? error.message : 'Malformed XML',
    );
  }
  // Members of parsed XML are texts, lists of texts or objects; each is checked before use.
  const batch = (root as { readonly InvalidationBatch?: Readonly<Record<string, unknown>> })
    .InvalidationBatch;
  const callerReference = batch?.CallerReference;
  const items = (batch?.Paths as { readonly Items?: { readonly Path?: unknown } } | undefined)?.Items?.Path;
  if (typeof callerReference !== 'string' || callerReference === '') {
    throw new CloudFrontApiError(400, 'MissingBody', 'The CallerReference is missing');
  }
  const paths = Array.isArray(items) ? items.map(String) : [];
  if (paths.length === 0) {
    throw new CloudFrontApiError(
      400,
      'InvalidArgument',
      'Your request contains empty/invalid/out of limits paths',
    );
  }
  if (paths.length > maxPaths) {
    throw new CloudFrontApiError(
      400,
      'TooManyInvalidationsInProgress',
      'Processing your request will cause you to exceed the maximum number of in-progress wildcard invalidations',
    );
  }
  for (const path of paths) {
    if (!path.startsWith('/') || path.length > maxPathCharacters || /\s/.test(path)) {
      throw new CloudFrontApiError(
        400,
        'InvalidArgument',
        'Your request contains one or more invalid invalidation paths.',
      );
    }
  }
  return { callerReference, paths };
}

/** The `Invalidation` element; locally it is complete when it is answered. */
export function invalidationXml({ id, createdMs, callerReference, paths }: Invalidation): string {
  const items = paths.map((path) => `<Path>${escapeXml(path)}</Path>`).join('');
  return (
    '<?xml version="1.0"?>\n' +
    '<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">' +
    `<Id>${id}</Id><Status>Completed</Status><CreateTime>${new Date(createdMs).toISOString()}</CreateTime>` +
    `<InvalidationBatch><Paths><Quantity>${paths.length}</Quantity><Items>${items}</Items></Paths>` +
    `<CallerReference>${escapeXml(callerReference)}</CallerReference></InvalidationBatch></Invalidation>`
  );
}

/** The `InvalidationList` element. */
export function invalidationListXml(invalidations: readonly Invalidation[]): string {
  const items = invalidations
    .map(
      ({ id, createdMs }) =>
        `<InvalidationSummary><Id>${id}</Id><CreateTime>${new Date(createdMs).toISOString()}</CreateTime><Status>Completed</Status></InvalidationSummary>`,
    )
    .join('');
  return (
    '<?xml version="1.0"?>\n' +
    '<InvalidationList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Marker></Marker>' +
    `<MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>${invalidations.length}</Quantity><Items>${items}</Items></InvalidationList>`
  );
}
