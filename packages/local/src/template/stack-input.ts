// What every reader (plain, serverless, sam, cdk) ends in.

import type { Diagnostic, Where } from '@edgewire/diagnostics';
import type { FunctionCode } from '../lambda/lambda.js';

/** A parsed template: plain data with intrinsics in their long form (`{Ref}`, `{'Fn::GetAtt': [...]}`). */
export interface TemplateDocument {
  readonly file: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Position of a property path such as `Resources.Api.Properties.Name`, or of its nearest known parent. */
  locate(path: string): Where;
}

/** A stack as read from the user's project. Paths are absolute. */
export interface StackInput {
  readonly template: TemplateDocument;
  readonly stackName: string;
  readonly stage: string;
  readonly region: string;
  /** Parameter values of the project's own configuration; those of the command line come before them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Code by logical id of the Lambda function or layer, where the framework tells more than the template. */
  readonly sources: Readonly<Record<string, FunctionSource>>;
  /** Folder by logical id of the bucket. */
  readonly bucketFolders: Readonly<Record<string, string>>;
  /** Files whose change means that the input must be read again. */
  readonly watchedFiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a function's source is, before packaging. */
export interface FunctionSource {
  readonly code: FunctionCode;
  /** The handler relative to the source folder, when it differs from the template's. */
  readonly handler?: string;
}
