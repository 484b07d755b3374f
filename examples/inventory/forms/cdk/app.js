// The shop as a CDK app: the same handlers, page and edge function as in serverless.ts.
// The handlers are deployed as the bundles that `npm run build:lambda` of the example writes.

import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';

const example = fileURLToPath(new URL('../../', import.meta.url));
const stageName = 'dev';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'InventoryCdk');

const table = new TableV2(stack, 'ShopTable', {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.NUMBER },
  billing: Billing.onDemand(),
  timeToLiveAttribute: 'ttl',
  removalPolicy: RemovalPolicy.DESTROY,
});
const connected = new Topic(stack, 'ConnectedTopic');

const code = Code.fromAsset(example, { exclude: ['**', '!package.json', '!src/handlers/*.mjs'] });
const handler = (name) => {
  const fn = new LambdaFunction(stack, name, {
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: Duration.seconds(10),
    handler: `src/handlers/${name}.handler`,
    code,
    environment: { TABLE_NAME: table.tableName, CONNECTED_TOPIC_ARN: connected.topicArn },
  });
  table.grantReadWriteData(fn);
  connected.grantPublish(fn);
  return fn;
};

const hello = handler('hello');
connected.addSubscription(new LambdaSubscription(hello));
const route = (name) => ({ integration: new WebSocketLambdaIntegration(name, handler(name)) });
const api = new WebSocketApi(stack, 'Sockets', {
  routeSelectionExpression: '$request.body.action',
  connectRouteOptions: route('connect'),
  disconnectRouteOptions: route('disconnect'),
  defaultRouteOptions: { ...route('default'), returnResponse: true },
});
for (const name of ['stock', 'order', 'restock'])
  api.addRoute(name, { ...route(name), returnResponse: true });
api.grantManageConnections(hello);
const stage = new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName, autoDeploy: true });

const page = new Bucket(stack, 'PageBucket');
new BucketDeployment(stack, 'Page', { destinationBucket: page, sources: [Source.asset(`${example}web`)] });
const socketRequest = new EdgeFunction(stack, 'SocketRequest', {
  code: FunctionCode.fromFile({ filePath: `${example}functions/socket.js` }),
  runtime: FunctionRuntime.JS_2_0,
});
const shop = new Distribution(stack, 'Shop', {
  defaultRootObject: 'index.html',
  defaultBehavior: {
    origin: S3BucketOrigin.withOriginAccessControl(page),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
  },
  additionalBehaviors: {
    '/socket': {
      origin: new HttpOrigin(`${api.apiId}.execute-api.${stack.region}.${stack.urlSuffix}`, {
        originPath: `/${stage.stageName}`,
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: [{ function: socketRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
    },
  },
});
new CfnOutput(stack, 'ShopUrl', { value: `https://${shop.domainName}/` });

app.synth();
