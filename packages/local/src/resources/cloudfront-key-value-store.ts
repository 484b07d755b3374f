// AWS::CloudFront::KeyValueStore, filled from a file in a bucket of the stack.

import { type Diagnostic, DiagnosticsError, hasErrors } from '@edgewire/diagnostics';
import { parseStoreImport } from '../cloudfront/index.js';
import type { ResolvedResource, ResourceContext, ResourceInstance, ResourceType } from './resource-type.js';

/** Source: spec/cloudfront.md 4.2, 5.5, 5.6. */
export const cloudFrontKeyValueStore: ResourceType = {
  type: 'AWS::CloudFront::KeyValueStore',
  properties: { Name: 'used', Comment: 'used', ImportSource: 'used', Tags: 'harmless' },
  async create(context, resource) {
    const { logicalId, properties } = resource;
    const { name, id, arn } = namesOf(context, resource);
    const nowMs = Date.parse(startOfStores);
    context.services.cloudfront.putKeyValueStore({
      id,
      name,
      arn,
      comment: commentOf(properties),
      entries: await importEntries(context, logicalId, properties.ImportSource),
      createdMs: nowMs,
      lastModifiedMs: nowMs,
    });
    return { physicalId: id, attributes: { Arn: arn, Id: id, Status: 'READY' } };
  },
  // The import source is read on creation only: an update changes the comment.
  update(context, resource, previous): ResourceInstance | 'replace' {
    if (resource.properties.Name !== previous.resource.properties.Name) return 'replace';
    const store = context.services.cloudfront.keyValueStore(String(previous.instance.attributes.Arn));
    if (store === undefined) return 'replace';
    context.services.cloudfront.putKeyValueStore({ ...store, comment: commentOf(resource.properties) });
    return previous.instance;
  },
  remove({ services }, _resource, { attributes }) {
    services.cloudfront.removeKeyValueStore(String(attributes.Arn));
  },
};

/** A fixed instant: `meta()` of a store that only a template filled is the same in every run. */
const startOfStores = '2024-01-01T00:00:00.000Z';

function commentOf(properties: ResolvedResource['properties']): string {
  return typeof properties.Comment === 'string' ? properties.Comment : '';
}

function namesOf(
  context: ResourceContext,
  { logicalId, properties }: ResolvedResource,
): { readonly name: string; readonly id: string; readonly arn: string } {
  const { Name: name } = properties;
  if (typeof name !== 'string' || name === '') {
    throw new DiagnosticsError([
      {
        code: 'EW4001',
        severity: 'error',
        message: 'Property "Name" is missing',
        where: { path: `Resources.${logicalId}.Properties` },
        help: 'add "Name"',
      },
    ]);
  }
  const hex = [...context.stableId(logicalId, 32)]
    .map((character) => (character.charCodeAt(0) % 16).toString(16))
    .join('');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  const { partition, accountId } = context.identity;
  return { name, id, arn: `arn:${partition}:cloudfront::${accountId}:key-value-store/${id}` };
}

async function importEntries(
  context: ResourceContext,
  logicalId: string,
  source: unknown,
): Promise<ReadonlyMap<string, string>> {
  if (source === undefined) return new Map();
  const path = `Resources.${logicalId}.Properties.ImportSource`;
  const failure = (message: string): Diagnostic => ({
    code: 'EW4111',
    severity: 'error',
    message,
    where: { path },
  });
  const arn = (source as { readonly SourceArn?: unknown }).SourceArn;
  const [, bucketName, key] = /^arn:[^:]*:s3:::([^/]+)\/(.+)$/.exec(typeof arn === 'string' ? arn : '') ?? [];
  if (bucketName === undefined || key === undefined) {
    throw new DiagnosticsError([
      failure(
        `Cannot import key value store: "SourceArn" is "${String(arn)}", wanted "arn:aws:s3:::BUCKET/KEY"`,
      ),
    ]);
  }
  const object = await context.services.s3.restRequest(bucketName, {
    method: 'GET',
    path: `/${key.split('/').map(encodeURIComponent).join('/')}`,
    query: '',
    headers: new Map(),
    caller: { kind: 'account', accountId: context.identity.accountId },
    isSecure: true,
  });
  if (object.status !== 200 || object.body.kind !== 'bytes') {
    throw new DiagnosticsError([
      failure(`Cannot import key value store: bucket "${bucketName}" has no object "${key}"`),
    ]);
  }
  const { value, diagnostics } = parseStoreImport(object.body.bytes.toString('utf8'), { path });
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics);
  return value;
}
