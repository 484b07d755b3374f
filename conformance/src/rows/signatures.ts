// Rows of spec/websocket-api.md 4.2 and 5.2: what signatures are worth.

import type { HandshakeSigning, Matcher, Row, Step } from '../row.js';

const refusal = (type: string, message: Matcher) => ({
  status: 403,
  headers: { 'x-amzn-errortype': { $regex: `^${type}` } },
  body: { $json: { message } },
});

const knock = (sign: HandshakeSigning, expect: Extract<Step, { do: 'connect' }>['expect']): Step => ({
  do: 'connect',
  api: 'iam',
  sign,
  expect,
});

const flaws: readonly (readonly [
  NonNullable<HandshakeSigning['flaw']>,
  words: string,
  type: string,
  message: string,
])[] = [
  [
    'secret',
    'with another secret',
    'InvalidSignatureException',
    '^The request signature we calculated does not match the signature you provided\\.',
  ],
  [
    'region',
    'for another Region',
    'InvalidSignatureException',
    "^Credential should be scoped to a valid region, not 'ap-northeast-3'\\.",
  ],
  [
    'service',
    'for another service',
    'InvalidSignatureException',
    "^Credential should be scoped to correct service: 'execute-api'\\.",
  ],
];

export const signatureRows: readonly Row[] = [
  ...(['header', 'query'] as const).flatMap((place): Row[] => [
    {
      id: `ws-4.2-signed-${place}`,
      section: '4.2',
      title: `opens an AWS_IAM route to a handshake that is signed in the ${place}`,
      confidence: 'documented',
      steps: [
        knock({ in: place }, { status: 101 }),
        {
          do: 'recorded',
          type: 'CONNECT',
          event: {
            requestContext: {
              identity: {
                accountId: { $regex: '^\\d{12}$' },
                caller: { $type: 'string' },
                user: { $type: 'string' },
                userArn: { $regex: '^arn:' },
                accessKey: { $type: 'string' },
                sourceIp: { $type: 'string' },
              },
            },
          },
        },
      ],
    },
    ...flaws.map(
      ([flaw, words, type, message]): Row => ({
        id: `ws-4.2-${flaw}-${place}`,
        section: '1.2, 4.2',
        title: `refuses a handshake that is signed ${words} in the ${place} with 403`,
        confidence: 'unverified',
        steps: [knock({ in: place, flaw }, refusal(type, { $regex: message }))],
      }),
    ),
  ]),
  ...(['POST', 'GET', 'DELETE'] as const).map(
    (operation): Row => ({
      id: `ws-5.2-unsigned-${operation.toLowerCase()}`,
      section: '5.2',
      title: `refuses an unsigned ${operation} with 403 Missing Authentication Token`,
      confidence: 'documented',
      steps: [
        { do: 'connect', expect: { status: 101 } },
        {
          do: 'manage',
          operation,
          connection: { of: 'a' },
          signed: false,
          ...(operation === 'POST' ? { body: 'x' } : {}),
          expect: refusal('MissingAuthenticationTokenException', 'Missing Authentication Token'),
        },
      ],
    }),
  ),
];
