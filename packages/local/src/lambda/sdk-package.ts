// The AWS SDK that Lambda's Node runtimes carry: which package names are its own, and what to say without it.

/** Whether a module name belongs to an AWS SDK for JavaScript: v3, or v2 as old runtimes had it. */
export function isSdkPackage(specifier: string): boolean {
  return /^(@(aws-sdk|smithy)\/|aws-sdk(\/|$))/.test(specifier);
}

/** A line to add to Node's own message. */
export function missingSdkHint(specifier: string): string {
  const isScoped = specifier.startsWith('@');
  const name = specifier
    .split('/')
    .slice(0, isScoped ? 2 : 1)
    .join('/');
  return `\nLambda has "${name}" in its Node runtimes${isScoped ? '' : ' up to nodejs16.x'}; to run the function here, add it to the project: npm install --save-dev ${name}`;
}
