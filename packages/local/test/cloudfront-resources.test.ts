import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DiagnosticsError } from '@edgewire/diagnostics';
import { createManualClock } from '../src/clock/manual-clock.js';
import { type CloudFront, createCloudFront } from '../src/cloudfront/index.js';
import type { StackEvent } from '../src/events/stack-event.js';
import { createSeededRandom } from '../src/random.js';
import { cloudFrontDistribution } from '../src/resources/cloudfront-distribution.js';
import { cloudFrontFunction } from '../src/resources/cloudfront-function.js';
import { cloudFrontKeyValueStore } from '../src/resources/cloudfront-key-value-store.js';
import {
  cloudFrontOriginAccessControl,
  cloudFrontOriginAccessIdentity,
} from '../src/resources/cloudfront-origin-access.js';
import { cloudFrontCachePolicy } from '../src/resources/cloudfront-policies.js';
import type { ResourceContext, ResourceInstance, ResourceType } from '../src/resources/resource-type.js';
import { s3Bucket } from '../src/resources/s3-bucket.js';
import { s3BucketPolicy } from '../src/resources/s3-bucket-policy.js';
import { createS3, type S3 } from '../src/s3/index.js';
import type { Services } from '../src/services.js';
import { physicalName, stableId } from '../src/stable-id.js';
import { cachingOptimized, fakeRunner, send, testIdentity } from './cloudfront-stack.js';

describe('resource types of a site', () => {
  let root: string;
  let s3: S3;
  let cloudfront: CloudFront;
  let context: ResourceContext;
  let events: StackEvent[];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'edgewire-site-'));
    writeFileSync(join(root, 'index.html'), 'home');
    writeFileSync(join(root, 'redirects.json'), '{"data":[{"key":"/old","value":"/new"}]}');
    const clock = createManualClock(0);
    const random = createSeededRandom(3);
    events = [];
    const emit = (kind: string, data: unknown, details: object = {}) => {
      // The parameters come from callers of the typed `Emit`.
      events.push({ seq: 0, timeMs: 0, level: 'info', kind, data, ...details } as StackEvent);
    };
    const common = { clock, random, emit, identity: testIdentity };
    s3 = createS3({ ...common, stateFolder: join(root, '.state'), bucketFolders: { Site: root } });
    cloudfront = createCloudFront({
      ...common,
      s3,
      functions: fakeRunner(({ request }) => ({ kind: 'request', request })),
    });
    context = {
      identity: testIdentity,
      // These types talk to two services only.
      services: { s3, cloudfront } as Partial<Services> as Services,
      emit,
      stableId: (logicalId, length) => stableId(['blog-dev', logicalId], length),
      physicalName: (logicalId) => physicalName('blog-dev', logicalId),
      codeSource: () => undefined,
    };
  });
  afterEach(async () => {
    await cloudfront.close();
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  });

  const create = async (
    type: ResourceType,
    logicalId: string,
    properties: Record<string, unknown>,
  ): Promise<ResourceInstance> =>
    type.create(context, { logicalId, type: type.type, properties, metadata: {} });

  const site = async (behavior: Record<string, unknown> = {}) => {
    const bucket = await create(s3Bucket, 'Site', {});
    const control = await create(cloudFrontOriginAccessControl, 'Control', {
      OriginAccessControlConfig: {
        Name: 'c',
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    });
    const distribution = await create(cloudFrontDistribution, 'Cdn', {
      DistributionConfig: {
        Enabled: true,
        DefaultRootObject: 'index.html',
        WebACLId: 'arn:acl',
        Restrictions: { GeoRestriction: { RestrictionType: 'none' } },
        Origins: [
          {
            Id: 'site',
            DomainName: bucket.attributes.RegionalDomainName,
            S3OriginConfig: { OriginAccessIdentity: '' },
            OriginAccessControlId: control.physicalId,
          },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'site',
          ViewerProtocolPolicy: 'redirect-to-https',
          CachePolicyId: cachingOptimized,
          ...behavior,
        },
      },
    });
    return { bucket, distribution };
  };

  const serve = async (distribution: ResourceInstance, path: string) => {
    const server = createServer((request, response) =>
      cloudfront.entry(distribution.physicalId)?.request(request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await send((server.address() as AddressInfo).port, path);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('serves a bucket with origin access control once the policy names the distribution', async () => {
    const { bucket, distribution } = await site();
    assert.equal((await serve(distribution, '/')).status, 403);
    await create(s3BucketPolicy, 'Policy', {
      Bucket: bucket.physicalId,
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: `${bucket.attributes.Arn}/*`,
            Condition: {
              StringEquals: {
                'AWS:SourceArn': `arn:aws:cloudfront::123456789012:distribution/${distribution.physicalId}`,
              },
            },
          },
        ],
      },
    });
    assert.equal((await serve(distribution, '/')).text, 'home');
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'stack.property-ignored' ? [event.data.path] : [])),
      ['Resources.Cdn.Properties.DistributionConfig.WebACLId'],
    );
  });

  it('gives names and attributes in the shapes of AWS', async () => {
    const { bucket, distribution } = await site();
    assert.match(bucket.physicalId, /^blog-dev-site-[a-z0-9]{13}$/);
    assert.deepEqual(bucket.attributes, {
      Arn: `arn:aws:s3:::${bucket.physicalId}`,
      DomainName: `${bucket.physicalId}.s3.amazonaws.com`,
      RegionalDomainName: `${bucket.physicalId}.s3.eu-west-1.amazonaws.com`,
      DualStackDomainName: `${bucket.physicalId}.s3.dualstack.eu-west-1.amazonaws.com`,
      WebsiteURL: `http://${bucket.physicalId}.s3-website-eu-west-1.amazonaws.com`,
    });
    assert.match(distribution.physicalId, /^E[A-Z0-9]{13}$/);
    assert.match(String(distribution.attributes.DomainName), /^d[a-z0-9]{13}\.cloudfront\.net$/);
    const identity = await create(cloudFrontOriginAccessIdentity, 'Identity', {});
    assert.match(String(identity.attributes.S3CanonicalUserId), /^[0-9a-f]{96}$/);
    const edgeFunction = await create(cloudFrontFunction, 'Fn', {
      Name: 'fn',
      FunctionCode: 'x',
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
    });
    assert.deepEqual(edgeFunction, {
      physicalId: 'arn:aws:cloudfront::123456789012:function/fn',
      attributes: {
        FunctionARN: 'arn:aws:cloudfront::123456789012:function/fn',
        'FunctionMetadata.FunctionARN': 'arn:aws:cloudfront::123456789012:function/fn',
        Stage: 'DEVELOPMENT',
      },
    });
  });

  it('refuses a function that was never published and a policy that does not exist', async () => {
    await create(cloudFrontFunction, 'Fn', {
      Name: 'fn',
      FunctionCode: 'x',
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
    });
    await assert.rejects(
      site({
        CachePolicyId: 'unknown',
        FunctionAssociations: [
          { EventType: 'viewer-request', FunctionARN: 'arn:aws:cloudfront::123456789012:function/fn' },
        ],
      }),
      (error) =>
        error instanceof DiagnosticsError &&
        error.diagnostics.map(({ code }) => code).join() === 'EW4106,EW4105',
    );
  });

  it('imports a key value store from a bucket', async () => {
    const bucket = await create(s3Bucket, 'Site', {});
    const store = await create(cloudFrontKeyValueStore, 'Store', {
      Name: 'redirects',
      ImportSource: { SourceType: 'S3', SourceArn: `${bucket.attributes.Arn}/redirects.json` },
    });
    const kept = cloudfront.keyValueStore(String(store.attributes.Arn));
    assert.deepEqual([...(kept?.entries ?? [])], [['/old', '/new']]);
    assert.match(
      String(store.attributes.Id),
      /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
    await assert.rejects(
      create(cloudFrontKeyValueStore, 'Other', {
        Name: 'other',
        ImportSource: { SourceType: 'S3', SourceArn: `${bucket.attributes.Arn}/none.json` },
      }),
      /has no object "none.json"/,
    );
  });

  it('answers invalidations as the API does', async () => {
    const { distribution } = await site();
    const call = (callerReference: string, path: string) => {
      const { status, body } = cloudfront.request(
        {
          method: 'POST',
          path: `/2020-05-31/distribution/${distribution.physicalId}/invalidation`,
          query: '',
          headers: {},
          body: Buffer.from(
            `<InvalidationBatch><Paths><Quantity>1</Quantity><Items><Path>${path}</Path></Items></Paths><CallerReference>${callerReference}</CallerReference></InvalidationBatch>`,
          ),
          sourceIp: '127.0.0.1',
        },
        'rid',
      );
      return {
        status,
        id: /<Id>(\w+)<\/Id>/.exec(String(body))?.[1],
        code: /<Code>(\w+)/.exec(String(body))?.[1],
      };
    };
    const first = call('r1', '/*');
    assert.equal(first.status, 201);
    assert.deepEqual(call('r1', '/*'), first);
    assert.deepEqual(call('r1', '/other'), {
      status: 400,
      id: undefined,
      code: 'InvalidationBatchAlreadyExists',
    });
    assert.deepEqual(call('r2', 'no-slash').code, 'InvalidArgument');
    const unknown = cloudfront.request(
      {
        method: 'GET',
        path: '/2020-05-31/distribution/E0/invalidation',
        query: '',
        headers: {},
        body: Buffer.alloc(0),
        sourceIp: '',
      },
      'rid',
    );
    assert.equal(unknown.status, 404);
  });

  it('keeps policy ids over restarts and forgets a removed policy', async () => {
    const config = {
      CachePolicyConfig: {
        Name: 'n',
        MinTTL: 0,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: false,
          HeadersConfig: { HeaderBehavior: 'none' },
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    };
    const first = await create(cloudFrontCachePolicy, 'Policy', config);
    const second = await create(cloudFrontCachePolicy, 'Policy', config);
    assert.equal(first.physicalId, second.physicalId);
    await site({ CachePolicyId: first.physicalId });
    cloudfront.removePolicy(first.physicalId);
    await assert.rejects(site({ CachePolicyId: first.physicalId }), /EW4106|names/);
  });

  it('warns of a public policy that AWS refuses by default', async () => {
    const bucket = await create(s3Bucket, 'Site', {});
    await create(s3BucketPolicy, 'Open', {
      Bucket: bucket.physicalId,
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${bucket.attributes.Arn}/*` },
        ],
      },
    });
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'stack.notice' ? [event.data.code] : [])),
      ['EW4504'],
    );
  });
});
