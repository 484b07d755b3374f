// The public stage of the blog as a CDK app: the same site and edge function as in serverless.ts.

import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessLevel,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';

const example = fileURLToPath(new URL('../../', import.meta.url));

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'BlogCdk');

const site = new Bucket(stack, 'SiteBucket');
new BucketDeployment(stack, 'Pages', {
  destinationBucket: site,
  sources: [Source.asset(`${example}public`)],
});
const viewerRequest = new EdgeFunction(stack, 'ViewerRequest', {
  code: FunctionCode.fromFile({ filePath: new URL('pretty-urls.js', import.meta.url).pathname }),
  runtime: FunctionRuntime.JS_2_0,
});
const distribution = new Distribution(stack, 'Site', {
  defaultRootObject: 'index.html',
  defaultBehavior: {
    // Listing is what tells a missing page (404) from a forbidden one (403).
    origin: S3BucketOrigin.withOriginAccessControl(site, {
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
    }),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
    functionAssociations: [{ function: viewerRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
  },
  errorResponses: [
    { httpStatus: 404, responseHttpStatus: 404, responsePagePath: '/404.html', ttl: Duration.seconds(10) },
  ],
});
new CfnOutput(stack, 'SiteUrl', { value: `https://${distribution.domainName}/` });

app.synth();
