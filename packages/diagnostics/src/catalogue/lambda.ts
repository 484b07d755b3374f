// Codes EW6xxx: Lambda functions (60), their runtimes (61), asynchronous invocations (62), event sources (63).

import type { CatalogueEntry } from './entry.js';

export const lambdaCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW6001',
    severity: 'error',
    title: 'The code of a function is not on this machine',
    source: 'spec/websocket-api.md 8.1',
    explanation:
      'The template names a container image or an archive in S3. The rest of the stack runs; invocations of this function answer with `Runtime.Unavailable`. Name the folder that holds its source.',
    right: 'edgewire dev --source OrderFunction=./functions/order',
  },
  {
    code: 'EW6002',
    severity: 'error',
    title: 'The source of a handler does not compile',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'The function answers with `Runtime.UserCodeSyntaxError`, as on AWS, until the file is mended and saved; nothing else stops. The message names file, line and column.',
    wrong: 'const total = ;',
    right: 'const total = 0;',
  },
  {
    code: 'EW6003',
    severity: 'error',
    title: 'The module of a handler cannot be found',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      '`Handler` is `path/file.export`, relative to the root of the code, without the file extension. Locally `.ts`, `.mts`, `.cts`, `.tsx`, `.js`, `.mjs` and `.cjs` are tried. An import that cannot be resolved has the same consequence.',
    wrong: 'Handler: functions/order/handler.ts',
    right: 'Handler: functions/order.handler',
  },
  {
    code: 'EW6004',
    severity: 'warning',
    title: 'A function runs without one of its layers',
    source: 'AWS Lambda Developer Guide, "Managing Lambda dependencies with layers"',
    explanation:
      'The layer belongs to another account or lies in S3, so its content is not on this machine. Everything else of the function runs. Install what the layer carries in the project, or name the folder of a layer of the template.',
    right: 'edgewire dev --source ToolsLayer=./layers/tools',
  },
  {
    code: 'EW6101',
    severity: 'error',
    title: 'The program of a custom runtime does not exist',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      '`provided.al2` and `provided.al2023` start the file `bootstrap` at the root of the code, `go1.x` the file that `Handler` names. Build it, or name the folder of its Go source: a `main` package is built when it is needed.',
  },
  {
    code: 'EW6102',
    severity: 'error',
    title: 'The program of a custom runtime has no execute permission',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'Lambda keeps the file modes of the deployment archive and fails with `permission denied`. The mode in the repository counts: `git update-index --chmod=+x bootstrap`.',
    right: 'chmod +x bootstrap',
  },
  {
    code: 'EW6103',
    severity: 'error',
    title: 'The program of a custom runtime is built for another machine',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'Functions run on this machine itself, without a container: a binary for Linux does not start on macOS, one for arm64 not on x64. For Go, name the source folder and let Edgewire build it; for other languages build for the host.',
    right: 'edgewire dev --source OrderFunction=./cmd/order',
  },
  {
    code: 'EW6104',
    severity: 'error',
    title: 'The Go source of a function does not build',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'The message carries the output of `go build`. The function answers with `Runtime.BuildFailed` until the source is mended and saved.',
  },
  {
    code: 'EW6105',
    severity: 'error',
    title: 'A function needs a program that is not installed',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'Python handlers run with the `python3` of this machine, Go source is built with its `go`. Install it, or package the function so that it needs neither.',
  },
  {
    code: 'EW6106',
    severity: 'error',
    title: 'A runtime that is not run locally',
    source: 'spec/websocket-api.md 9.2',
    explanation:
      'Node, Python, Go and custom runtimes run here. Managed runtimes of other languages (Java, .NET, Ruby) have no local counterpart: package the function as a custom runtime with a `bootstrap` program.',
  },
  {
    code: 'EW6107',
    severity: 'error',
    title: 'A runtime never asked for work',
    source: 'spec/websocket-api.md 9.1, 9.5',
    explanation:
      'The program started and did not call `GET /2018-06-01/runtime/invocation/next` within ten seconds. Lambda starts it once more inside the first invocation and its time limit, then fails. A program that prints and exits, or that serves HTTP itself, is not a Lambda runtime.',
  },
  {
    code: 'EW6201',
    severity: 'warning',
    title: 'An asynchronous event is lost',
    source: 'spec/websocket-api.md 9.5',
    explanation:
      'The function failed in every attempt (three, unless `MaximumRetryAttempts` says less) and has neither a dead-letter target nor a destination for failures. On AWS the event is gone without a trace.',
    right: 'DeadLetterConfig: { TargetArn: !GetAtt FailedOrders.Arn }',
  },
  {
    code: 'EW6202',
    severity: 'error',
    title: 'The record of an asynchronous event cannot be sent',
    source: 'spec/websocket-api.md 9.5',
    explanation:
      'The dead-letter target or destination of the function does not exist in the stack, or refused the record.',
  },
  {
    code: 'EW6301',
    severity: 'warning',
    title: 'SNS could not deliver a message',
    source: 'spec/websocket-api.md 10.1, 10.2',
    explanation:
      'The endpoint of the subscription does not exist in the stack, or refused the message. AWS retries and then drops it, or sends it to the dead-letter queue of the subscription.',
  },
  {
    code: 'EW6302',
    severity: 'warning',
    title: 'An EventBridge rule could not reach its target',
    source: 'spec/websocket-api.md 10.4',
    explanation: 'The target does not exist in the stack, or refused the event.',
  },
  {
    code: 'EW6303',
    severity: 'error',
    title: 'A discarded batch has no destination',
    source: 'spec/websocket-api.md 10.4',
    explanation:
      'Records of a stream were given up, and the on-failure destination of the event source mapping is neither a queue nor a topic of the stack. AWS would drop the message as well.',
  },
  {
    code: 'EW6304',
    severity: 'warning',
    title: 'A schedule could not reach its target',
    source: 'AWS page "Managing a schedule in EventBridge Scheduler"',
    explanation:
      'The target of an EventBridge Scheduler schedule does not exist in the stack, or refused what it was sent, until the retry policy gave up; and the schedule has no dead-letter queue that exists.',
    right: 'DeadLetterConfig: { Arn: !GetAtt LostRuns.Arn }',
  },
  {
    code: 'EW6305',
    severity: 'warning',
    title: 'A record of a stream holds up those behind it',
    source: 'AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"',
    explanation:
      'The function fails with the same records again and again. Records of a stream stay in order, and nothing limits the retries of this mapping: on AWS the rest of the shard would stand still for up to a day.',
    right:
      'MaximumRetryAttempts: 3 # and BisectBatchOnFunctionError, and a DestinationConfig for what is given up',
  },
];
