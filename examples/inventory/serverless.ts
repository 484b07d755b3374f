// The shop on AWS: a WebSocket API whose routes are Lambda functions over one table, and a page that reaches it
// through the distribution it is served by.

import { readFileSync } from 'node:fs';

// Ids of policies that AWS manages; the same in every account.
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03';

const oneWay = (route: string) => [{ websocket: { route } }];
const twoWay = (route: string) => [{ websocket: { route, routeResponseSelectionExpression: '$default' } }];

const service: Readonly<Record<string, unknown>> = {
  service: 'edgewire-inventory',
  frameworkVersion: '>=4.3.1 <5',
  configValidationMode: 'error',

  provider: {
    name: 'aws',
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    region: "${opt:region, 'eu-west-1'}",
    stage: "${opt:stage, 'dev'}",
    memorySize: 256,
    timeout: 10,
    logRetentionInDays: 14,
    websocketsApiName: '${self:service}-${sls:stage}',
    websocketsApiRouteSelectionExpression: '$request.body.action',
    environment: {
      TABLE_NAME: { Ref: 'ShopTable' },
      CONNECTED_TOPIC_ARN: { Ref: 'ConnectedTopic' },
    },
    // The framework adds execute-api:ManageConnections by itself.
    iam: {
      role: {
        statements: [
          {
            Effect: 'Allow',
            Action: [
              'dynamodb:GetItem',
              'dynamodb:PutItem',
              'dynamodb:UpdateItem',
              'dynamodb:DeleteItem',
              'dynamodb:Query',
            ],
            Resource: { 'Fn::GetAtt': ['ShopTable', 'Arn'] },
          },
          { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'ConnectedTopic' } },
        ],
      },
    },
  },

  // `npm run build:lambda` writes the bundles; the AWS SDK is part of the runtime.
  package: { patterns: ['!**', 'package.json', 'src/handlers/*.mjs'] },

  functions: {
    connect: { handler: 'src/handlers/connect.handler', events: oneWay('$connect') },
    hello: {
      handler: 'src/handlers/hello.handler',
      events: [
        { sns: { arn: { Ref: 'ConnectedTopic' }, topicName: '${self:service}-${sls:stage}-connected' } },
      ],
    },
    disconnect: { handler: 'src/handlers/disconnect.handler', events: oneWay('$disconnect') },
    default: { handler: 'src/handlers/default.handler', events: twoWay('$default') },
    stock: { handler: 'src/handlers/stock.handler', events: twoWay('stock') },
    order: { handler: 'src/handlers/order.handler', events: twoWay('order') },
    restock: { handler: 'src/handlers/restock.handler', events: twoWay('restock') },
  },

  custom: {
    // The folder of the bucket, in the words of serverless-s3-sync.
    s3Sync: [{ bucketNameKey: 'PageBucketName', localDir: 'web' }],
  },

  resources: {
    Resources: {
      // Connections, stock and orders: `pk` says which, `sk` is a time, the number of an item, or nothing.
      ShopTable: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'N' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        },
      },

      ConnectedTopic: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: '${self:service}-${sls:stage}-connected' },
      },

      PageBucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      },

      PageBucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'PageBucket' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'cloudfront.amazonaws.com' },
                Action: 's3:GetObject',
                Resource: { 'Fn::Sub': '${PageBucket.Arn}/*' },
                Condition: {
                  StringEquals: {
                    'AWS:SourceArn': {
                      'Fn::Sub': 'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Shop}',
                    },
                  },
                },
              },
            ],
          },
        },
      },

      PageAccess: {
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

      SocketRequest: {
        Type: 'AWS::CloudFront::Function',
        Properties: {
          Name: '${self:service}-${sls:stage}-socket',
          AutoPublish: true,
          FunctionConfig: { Comment: 'Viewer request of /socket', Runtime: 'cloudfront-js-2.0' },
          FunctionCode: readFileSync(new URL('./functions/socket.js', import.meta.url), 'utf8'),
        },
      },

      // CloudFront speaks WebSocket: the page and its socket have one host, so the page needs no address.
      Shop: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Comment: '${self:service} ${sls:stage}',
            HttpVersion: 'http2',
            PriceClass: 'PriceClass_100',
            DefaultRootObject: 'index.html',
            Origins: [
              {
                Id: 'page',
                DomainName: { 'Fn::GetAtt': ['PageBucket', 'RegionalDomainName'] },
                OriginAccessControlId: { 'Fn::GetAtt': ['PageAccess', 'Id'] },
                S3OriginConfig: { OriginAccessIdentity: '' },
              },
              {
                Id: 'socket',
                DomainName: { 'Fn::Sub': '${WebsocketsApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}' },
                OriginPath: '/${sls:stage}',
                CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
              },
            ],
            DefaultCacheBehavior: {
              TargetOriginId: 'page',
              ViewerProtocolPolicy: 'redirect-to-https',
              Compress: true,
              CachePolicyId: CACHING_OPTIMIZED,
              ResponseHeadersPolicyId: SECURITY_HEADERS,
            },
            CacheBehaviors: [
              {
                PathPattern: '/socket',
                TargetOriginId: 'socket',
                ViewerProtocolPolicy: 'https-only',
                CachePolicyId: CACHING_DISABLED,
                OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
                FunctionAssociations: [
                  {
                    EventType: 'viewer-request',
                    FunctionARN: { 'Fn::GetAtt': ['SocketRequest', 'FunctionARN'] },
                  },
                ],
              },
            ],
          },
        },
      },
    },

    Outputs: {
      ShopUrl: { Description: 'Address of the page', Value: { 'Fn::Sub': 'https://${Shop.DomainName}/' } },
      PageBucketName: {
        Description: 'Bucket that the web folder is synchronised to',
        Value: { Ref: 'PageBucket' },
      },
    },
  },
};

export default service;
