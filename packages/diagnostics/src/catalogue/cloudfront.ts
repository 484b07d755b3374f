// Codes EW4xxx: CloudFront distributions and functions (40 to 43), S3 origins (45).

import type { CatalogueEntry } from './entry.js';

export const cloudfrontCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW4001',
    severity: 'error',
    title: 'A required property is missing',
    source: 'spec/cloudfront.md 5.7',
    explanation:
      'CloudFormation refuses the resource without this property. The message names it, the path says where it belongs.',
    wrong: 'DefaultCacheBehavior: { ViewerProtocolPolicy: allow-all }',
    right:
      'DefaultCacheBehavior: { TargetOriginId: site, ViewerProtocolPolicy: allow-all, CachePolicyId: … }',
  },
  {
    code: 'EW4101',
    severity: 'error',
    title: 'A behavior or origin group names an origin that does not exist',
    source: 'spec/cloudfront.md 5.7',
    explanation:
      '`TargetOriginId` is compared exactly, letter case included, with the `Id` of every origin and origin group of the same distribution.',
  },
  {
    code: 'EW4102',
    severity: 'error',
    title: 'Two functions on one trigger',
    source: 'spec/cloudfront.md 4.5',
    explanation:
      'A behavior runs one function per event type. Compose several into one: `edgewire build a.ts b.ts` or `pipeline(a, b)`.',
  },
  {
    code: 'EW4103',
    severity: 'error',
    title: 'CloudFront function and Lambda@Edge function on viewer triggers of one behavior',
    source: 'spec/cloudfront.md 4.5',
    explanation:
      'A behavior that has a CloudFront function may have Lambda@Edge functions on the origin triggers only.',
  },
  {
    code: 'EW4104',
    severity: 'error',
    title: 'A property has a value that CloudFront refuses',
    source: 'spec/cloudfront.md 5.7, 7.4, 7.12',
    explanation: 'The message gives the present value and the wanted ones.',
  },
  {
    code: 'EW4105',
    severity: 'error',
    title: 'An associated function does not exist or was never published',
    source: 'spec/cloudfront.md 5.3, 5.6',
    explanation:
      'Distributions run the LIVE stage only. Set `AutoPublish: true`, and refer to the function with `Fn::GetAtt: [Name, FunctionARN]`.',
  },
  {
    code: 'EW4106',
    severity: 'error',
    title: 'A behavior names a policy that does not exist',
    source: 'spec/cloudfront.md 7.6, 7.7, 7.16',
    explanation: 'The id must be that of a policy of the same stack or one of the managed policies of AWS.',
  },
  {
    code: 'EW4107',
    severity: 'error',
    title: 'Properties that exclude or need each other',
    source: 'spec/cloudfront.md 5.7, 7.7, 7.9, 7.16',
    explanation: 'CloudFront refuses the combination when the resource is created or updated.',
  },
  {
    code: 'EW4108',
    severity: 'error',
    title: 'A quota of CloudFront is exceeded',
    source: 'spec/cloudfront.md 4.4',
    explanation: 'The message gives the present number and the limit.',
  },
  {
    code: 'EW4109',
    severity: 'warning',
    title: 'The default root object begins with a slash',
    source: 'spec/cloudfront.md 7.3',
    explanation:
      'With a leading slash CloudFront asks the origin for `//index.html`, which buckets do not have.',
    wrong: 'DefaultRootObject: /index.html',
    right: 'DefaultRootObject: index.html',
  },
  {
    code: 'EW4110',
    severity: 'error',
    title: 'A function has more than 10 KB of code',
    source: 'spec/cloudfront.md 4.1',
    explanation:
      'CloudFront takes 10,240 UTF-8 bytes. Minify with `edgewire build`, move data into a key value store, or split behaviors.',
  },
  {
    code: 'EW4111',
    severity: 'error',
    title: 'A key value store cannot be imported',
    source: 'spec/cloudfront.md 4.2, 5.6',
    explanation:
      'The import file is a JSON object with one array `data` of `{"key": …, "value": …}`, both texts, without duplicates; keys up to 512 bytes, values up to 1 KB, 5 MB in all.',
  },
  {
    code: 'EW4201',
    severity: 'warning',
    title: 'An origin could not be asked',
    source: 'spec/cloudfront.md 7.13',
    explanation:
      'A refused connection, an unknown name or a bad certificate is a 502 for the viewer, a timeout a 504. Custom error responses apply to both.',
  },
  {
    code: 'EW4303',
    severity: 'warning',
    title: 'A generated response has a large body',
    source: 'spec/cloudfront.md 2.9, 9.5',
    explanation:
      'AWS documents no limit for bodies that CloudFront functions generate; above 40 KB expect surprises.',
  },
  {
    code: 'EW4304',
    severity: 'warning',
    title: 'A part of the distribution is not run locally',
    source: 'spec/cloudfront.md 6',
    explanation: 'The distribution serves without it. On AWS the part runs.',
  },
  {
    code: 'EW4305',
    severity: 'warning',
    title: "The viewer's Host header goes to a bucket",
    source: 'spec/cloudfront.md 7.17',
    explanation:
      'S3 finds the bucket by the Host header and checks the signature against it. Use `AllViewerExceptHostHeader`, or no origin request policy, for bucket origins.',
  },
  {
    code: 'EW4501',
    severity: 'error',
    title: 'A bucket name that S3 refuses',
    source: 'Amazon S3 User Guide, "Bucket naming rules"',
    explanation: 'Names have 3 to 63 lower-case letters, digits, dots and hyphens.',
  },
  {
    code: 'EW4502',
    severity: 'error',
    title: 'A bucket policy that cannot be read',
    source: 'spec/cloudfront.md 7.17',
    explanation:
      'A policy is a JSON object with `Statement`; every statement has `Effect` `Allow` or `Deny`.',
  },
  {
    code: 'EW4503',
    severity: 'error',
    title: 'Too many routing rules',
    source: 'Amazon S3 User Guide, "Configuring a webpage redirect"',
    explanation: 'A website configuration takes 50 routing rules.',
  },
  {
    code: 'EW4504',
    severity: 'warning',
    title: 'A public bucket policy under a public access block',
    source: 'spec/cloudfront.md 7.17',
    explanation:
      'Since April 2023 new buckets block public policies unless the template says `PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false }`. Better: keep the block and let CloudFront read with origin access control.',
  },
  {
    code: 'EW4511',
    severity: 'warning',
    title: 'No folder is named for a bucket',
    source: 'design section 6',
    explanation:
      'Start with `--bucket LogicalId=DIR`, or let the Serverless configuration of a sync plugin name it.',
  },
  {
    code: 'EW4512',
    severity: 'warning',
    title: 'The folder of a bucket does not exist',
    source: 'design section 6',
    explanation: 'The bucket answers as an empty one and sees the files as soon as the folder appears.',
  },
  {
    code: 'EW4513',
    severity: 'warning',
    title: 'A bucket policy refuses an object that exists',
    source: 'spec/cloudfront.md 7.17',
    explanation:
      "On AWS the viewer gets 403 as here. Grant `s3:GetObject` on `arn:aws:s3:::BUCKET/*` to `cloudfront.amazonaws.com` with a condition on the distribution's ARN, and set `OriginAccessControlId` on the origin.",
  },
  {
    code: 'EW4514',
    severity: 'warning',
    title: 'An origin is a bucket of another stack',
    source: 'spec/cloudfront.md 7.17',
    explanation: 'Name a folder for it with `--bucket BUCKET-NAME=DIR`; nothing outside the stack is read.',
  },
];
