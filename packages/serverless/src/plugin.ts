// What Serverless Framework v3 and osls see.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, hasErrors, renderDiagnostic, sortDiagnostics } from '@edgewire/diagnostics';
import { compileFunctions, type TemplateResource } from './compile-functions.js';
import { parseConfig } from './parse-config.js';

/** The part of the framework that the plugin uses. */
export interface ServerlessHost {
  readonly serviceDir: string;
  readonly service: {
    readonly custom?: { readonly edgewire?: unknown };
    readonly provider: {
      readonly compiledCloudFormationTemplate: { Resources: Record<string, TemplateResource> };
    };
  };
  /** Errors of this class are the user's: the framework prints them without a stack. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

/** What the framework gives plugins to print with. */
export interface PluginUtilities {
  readonly log: {
    warning(text: string): void;
    info(text: string): void;
  };
}

/**
 * Compiles the functions of `custom.edgewire` when the service is packaged.
 *
 * `FunctionCode` of each resource becomes the compiled script: what is deployed is plain code in the template. An error
 * of the source ends the packaging with its place and a code frame.
 */
export class EdgewirePlugin {
  /** Runs after the service's own resources are in the template, before it is written. */
  readonly hooks: Readonly<Record<string, () => Promise<void>>> = {
    'after:aws:package:finalize:mergeCustomProviderResources': () => this.compile(),
  };
  readonly #serverless: ServerlessHost;
  readonly #log: PluginUtilities['log'];

  constructor(serverless: ServerlessHost, _options: unknown, { log }: PluginUtilities) {
    this.#serverless = serverless;
    this.#log = log;
  }

  private async compile(): Promise<void> {
    const { service, serviceDir } = this.#serverless;
    const config = parseConfig(service.custom?.edgewire);
    const { Resources: resources } = service.provider.compiledCloudFormationTemplate;
    const { compiled, diagnostics } = await compileFunctions(config.functions, { resources, serviceDir });
    this.#report([...config.diagnostics, ...diagnostics]);
    for (const { logicalId, code, bytes, limit } of compiled) {
      const resource = resources[logicalId];
      resources[logicalId] = { ...resource, Properties: { ...resource?.Properties, FunctionCode: code } };
      this.#log.info(`${logicalId}: ${bytes} of ${limit} bytes`);
    }
  }

  #report(diagnostics: readonly Diagnostic[]): void {
    const { classes, serviceDir } = this.#serverless;
    const readSource = (file: string) => readIfPossible(resolve(serviceDir, file));
    const texts = sortDiagnostics(diagnostics).map((each) => renderDiagnostic(each, { readSource }));
    if (hasErrors(diagnostics)) throw new classes.Error(texts.join('\n\n'), 'EDGEWIRE_FUNCTIONS');
    for (const text of texts) this.#log.warning(text);
  }
}

function readIfPossible(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A frame is a convenience: without the file the finding stands alone.
    return undefined;
  }
}
