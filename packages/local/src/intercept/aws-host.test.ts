import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostNameOf, isAwsHost, matchesHostName, serviceOfHost } from './aws-host.js';

describe('isAwsHost', () => {
  const cases: [string, boolean][] = [
    ['sns.eu-west-2.amazonaws.com', true],
    ['SNS.EU-WEST-2.AMAZONAWS.COM', true],
    ['abc.execute-api.cn-north-1.amazonaws.com.cn', true],
    ['lambda.eu-west-1.api.aws', true],
    ['amazonaws.com', true],
    ['notamazonaws.com', false],
    ['amazonaws.com.example.org', false],
    ['example.com', false],
    ['127.0.0.1', false],
    ['localhost', false],
  ];
  for (const [host, expected] of cases) {
    it(`answers ${expected} for ${host}`, () => assert.equal(isAwsHost(host), expected));
  }
});

describe('serviceOfHost', () => {
  const cases: [string, string | undefined][] = [
    ['sns.eu-west-2.amazonaws.com', 'sns'],
    ['dynamodb.eu-west-2.amazonaws.com', 'dynamodb'],
    ['streams.dynamodb.eu-west-2.amazonaws.com', 'dynamodb'],
    ['123456789012.ddb.us-east-1.amazonaws.com', 'dynamodb'],
    ['abcdef1234.execute-api.eu-west-2.amazonaws.com', 'execute-api'],
    ['bucket.with.dots.s3.eu-west-2.amazonaws.com', 's3'],
    ['s3-eu-west-1.amazonaws.com', 's3'],
    ['s3.dualstack.us-gov-west-1.amazonaws.com', 's3'],
    ['eu-west-1.queue.amazonaws.com', 'sqs'],
    ['sts.amazonaws.com', 'sts'],
    ['kms-fips.us-east-1.amazonaws.com', 'kms'],
    ['lambda.eu-west-1.api.aws', 'lambda'],
    ['example.com', undefined],
  ];
  for (const [host, expected] of cases) {
    it(`names ${expected} for ${host}`, () => assert.equal(serviceOfHost(host), expected));
  }
});

describe('matchesHostName', () => {
  it('compares without regard to case', () => assert.equal(matchesHostName('A.example', 'a.EXAMPLE'), true));
  it('takes a suffix after an asterisk', () =>
    assert.deepEqual(
      ['s3.eu-west-1.amazonaws.com', 's3.us-east-1.amazonaws.com'].map((host) =>
        matchesHostName('*.eu-west-1.amazonaws.com', host),
      ),
      [true, false],
    ));
  it('does not take a longer name for a shorter one', () =>
    assert.equal(matchesHostName('kms.amazonaws.com', 'xkms.amazonaws.com'), false));
});

describe('hostNameOf', () => {
  it('drops the port', () =>
    assert.equal(hostNameOf('SNS.eu-west-1.amazonaws.com:443'), 'sns.eu-west-1.amazonaws.com'));
});
