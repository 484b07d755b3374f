// node examples/write-forms.js blog|inventory: writes the other forms of an example from its serverless.ts, so that
// all of them stay one system: Serverless YAML, SAM and plain CloudFormation. The CDK form is an app of its own.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { stringify } from 'yaml';

const name = process.argv[2] ?? '';
// The public stage of the blog needs no credentials.
const stage = name === 'blog' ? 'prod' : 'dev';
const example = fileURLToPath(new URL(`${name}/`, import.meta.url));

const write = (form, file, head, value) => {
  const folder = join(example, 'forms', form);
  mkdirSync(folder, { recursive: true });
  const text = stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
  const note = '# Written by examples/write-forms.js from serverless.ts.\n';
  writeFileSync(join(folder, file), note + head + text);
};

const { service, compiled } = await load();
write('serverless-yaml', 'serverless.yml', '', serverlessYaml(service));
const plain = withoutFramework(compiled);
const version = "AWSTemplateFormatVersion: '2010-09-09'\n";
write('plain', 'template.yaml', version, plain);
write('sam', 'template.yaml', `${version}Transform: AWS::Serverless-2016-10-31\n`, samOf(plain));

async function load() {
  const out = mkdtempSync(join(tmpdir(), 'edgewire-forms-'));
  // The configuration reads files relative to where its modules lie.
  const bundle = join(example, name === 'blog' ? 'edge' : '.', 'serverless.forms.mjs');
  try {
    const osls = join(
      dirname(createRequire(import.meta.url).resolve('osls/package.json')),
      'bin',
      'serverless.js',
    );
    execFileSync(process.execPath, [osls, 'package', '--stage', stage, '--package', out], { cwd: example });
    const text = readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8');
    const options = { bundle: true, platform: 'node', format: 'esm', logLevel: 'error' };
    await build({ ...options, entryPoints: [join(example, 'serverless.ts')], outfile: bundle });
    const module = await import(pathToFileURL(bundle).href);
    return { service: module.default, compiled: JSON.parse(text) };
  } finally {
    rmSync(out, { recursive: true, force: true });
    rmSync(bundle, { force: true });
  }
}

// Its folder has a link to the sources: the framework packages nothing from outside.
function serverlessYaml(service) {
  const copy = structuredClone(service);
  copy.custom.s3Sync[0].localDir = `../../${copy.custom.s3Sync[0].localDir}`;
  const edge = copy.custom.edgewire?.functions.ViewerRequest;
  if (edge !== undefined) {
    edge.entry = `../../${edge.entry}`;
    // The public stage, whatever the deployment is called.
    edge.environment = { STAGE: 'prod' };
  }
  return copy;
}

// What only the framework's own deployment needs.
function withoutFramework({ Resources, Outputs }) {
  const keep = ([id, { Type }]) => !id.startsWith('ServerlessDeployment') && Type !== 'AWS::Lambda::Version';
  const resources = Object.fromEntries(Object.entries(Resources).filter(keep));
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type === 'AWS::Lambda::Function') Properties.Code = '../..';
  }
  const outputs = Object.entries(Outputs).filter(
    ([id]) =>
      !id.startsWith('Serverless') && !id.endsWith('QualifiedArn') && id !== 'ServiceEndpointWebsocket',
  );
  for (const [, output] of outputs) delete output.Export;
  return { Resources: resources, Outputs: Object.fromEntries(outputs) };
}

function samOf({ Resources, Outputs }) {
  const made = /^AWS::(IAM::Role|Lambda::Permission|Logs::LogGroup)$/;
  const kept = Object.entries(Resources).filter(([, { Type }]) => !made.test(Type));
  const topics = kept.filter(([, { Properties }]) => Properties?.Protocol === 'lambda');
  const entries = kept
    .filter((entry) => !topics.includes(entry))
    .map(([id, resource]) =>
      resource.Type === 'AWS::Lambda::Function' ? [id, samFunction(id, resource, topics)] : [id, resource],
    );
  const gone = new Set(Object.keys(Resources).filter((id) => !entries.some(([kept]) => kept === id)));
  for (const [, resource] of entries) {
    if (!Array.isArray(resource.DependsOn)) continue;
    resource.DependsOn = resource.DependsOn.filter((id) => !gone.has(id));
  }
  return { Resources: Object.fromEntries(entries), Outputs };
}

function samFunction(id, { Properties }, topics) {
  const { Code: _code, Role: _role, Handler, ...rest } = Properties;
  const events = topics
    .filter(([, { Properties: own }]) => own.Endpoint['Fn::GetAtt'][0] === id)
    .map(([name, { Properties: own }]) => [name, { Type: 'SNS', Properties: { Topic: own.TopicArn } }]);
  const [path, method] = Handler.split('.');
  return {
    Type: 'AWS::Serverless::Function',
    Metadata: {
      BuildMethod: 'esbuild',
      BuildProperties: { EntryPoints: [`${path}.ts`], External: ['@aws-sdk/*'], Target: 'node22' },
    },
    Properties: {
      ...rest,
      CodeUri: '../..',
      Handler: `${path.split('/').at(-1)}.${method}`,
      ...(events.length === 0 ? {} : { Events: Object.fromEntries(events) }),
    },
  };
}
