// The blog on AWS: a private bucket behind CloudFront. Stage `prod` is public; every other stage is a preview
// behind Basic Auth. There is one viewer-request trigger, so both concerns share one function, compiled by serverless-edgewire.

import { previewConstants } from './edge/preview-credentials.js';

// Ids of policies that AWS manages; the same in every account.
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const service: Readonly<Record<string, unknown>> = {
  service: 'edgewire-blog',
  frameworkVersion: '>=4.3.1 <5',
  configValidationMode: 'error',

  provider: {
    name: 'aws',
    runtime: 'nodejs22.x',
    region: "${opt:region, 'eu-west-1'}",
    stage: "${opt:stage, 'dev'}",
  },

  plugins: ['serverless-edgewire'],

  custom: {
    edgewire: {
      functions: {
        ViewerRequest: {
          entry: 'edge/viewer-request.ts',
          environment: { STAGE: '${sls:stage}', ...previewConstants(process.env) },
        },
      },
    },
    // The folder of the bucket, in the words of serverless-s3-sync.
    s3Sync: [{ bucketNameKey: 'SiteBucketName', localDir: 'public' }],
  },

  resources: {
    Resources: {
      SiteBucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        },
      },

      // ListBucket beside GetObject: without it S3 answers 403 for a missing key, and a lost reader could not be
      // told from a forbidden one. It lists nothing to the public, because no query string reaches the bucket
      // and the root is the default root object.
      SiteBucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'SiteBucket' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'CloudFrontReads',
                Effect: 'Allow',
                Principal: { Service: 'cloudfront.amazonaws.com' },
                Action: ['s3:GetObject', 's3:ListBucket'],
                Resource: [{ 'Fn::GetAtt': ['SiteBucket', 'Arn'] }, { 'Fn::Sub': '${SiteBucket.Arn}/*' }],
                Condition: {
                  StringEquals: {
                    'AWS:SourceArn': {
                      'Fn::Sub': 'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Site}',
                    },
                  },
                },
              },
            ],
          },
        },
      },

      SiteAccess: {
        Type: 'AWS::CloudFront::OriginAccessControl',
        Properties: {
          OriginAccessControlConfig: {
            Name: '${self:service}-${sls:stage}',
            OriginAccessControlOriginType: 's3',
            SigningBehavior: 'always',
            SigningProtocol: 'sigv4',
          },
        },
      },

      ViewerRequest: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          Name: '${self:service}-${sls:stage}-viewer-request',
          AutoPublish: true,
          FunctionConfig: {
            Comment: 'Viewer request of the ${sls:stage} stage',
            Runtime: 'cloudfront-js-2.0',
          },
          // FunctionCode is compiled from custom.edgewire.functions.
        },
      },

      SecurityHeaders: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: {
          ResponseHeadersPolicyConfig: {
            Name: '${self:service}-${sls:stage}-security-headers',
            SecurityHeadersConfig: {
              ContentSecurityPolicy: {
                ContentSecurityPolicy:
                  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
                  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                Override: true,
              },
              ContentTypeOptions: { Override: true },
              FrameOptions: { FrameOption: 'DENY', Override: true },
              ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: true },
              StrictTransportSecurity: {
                AccessControlMaxAgeSec: 31536000,
                IncludeSubdomains: true,
                Override: true,
              },
            },
          },
        },
      },

      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Comment: '${self:service} ${sls:stage}',
            HttpVersion: 'http2and3',
            IPV6Enabled: true,
            PriceClass: 'PriceClass_100',
            DefaultRootObject: 'index.html',
            Origins: [
              {
                Id: 'site',
                DomainName: { 'Fn::GetAtt': ['SiteBucket', 'RegionalDomainName'] },
                OriginAccessControlId: { 'Fn::GetAtt': ['SiteAccess', 'Id'] },
                S3OriginConfig: { OriginAccessIdentity: '' },
              },
            ],
            DefaultCacheBehavior: {
              TargetOriginId: 'site',
              ViewerProtocolPolicy: 'redirect-to-https',
              AllowedMethods: ['GET', 'HEAD'],
              Compress: true,
              CachePolicyId: CACHING_OPTIMIZED,
              ResponseHeadersPolicyId: { Ref: 'SecurityHeaders' },
              FunctionAssociations: [
                {
                  EventType: 'viewer-request',
                  FunctionARN: { 'Fn::GetAtt': ['ViewerRequest', 'FunctionARN'] },
                },
              ],
            },
            CustomErrorResponses: [
              { ErrorCode: 404, ResponseCode: 404, ResponsePagePath: '/404.html', ErrorCachingMinTTL: 10 },
            ],
          },
        },
      },
    },

    Outputs: {
      SiteUrl: {
        Description: 'Address of the blog',
        Value: { 'Fn::Sub': 'https://${Site.DomainName}/' },
      },
      SiteBucketName: {
        Description: 'Bucket that the public folder is synchronised to',
        Value: { Ref: 'SiteBucket' },
      },
      SiteDistributionId: {
        Description: 'Distribution to invalidate after a synchronisation',
        Value: { Ref: 'Site' },
      },
    },
  },
};

export default service;
