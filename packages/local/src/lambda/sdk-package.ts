// The AWS SDK that Lambda's Node runtimes carry: which package names are its own, and what to say without it.

/** Whether a module name belongs to the AWS SDK for JavaScript v3. */
export function isSdkPackage(specifier: string): boolean {
  return /^@(aws-sdk|smithy)\//.test(specifier);
}

/** A line to add to Node's own message. */
export function missingSdkHint(specifier: string): string {
  const name = specifier.split('/').slice(0, 2).join('/');
  return `\nLambda has "${name}" in its Node runtimes; to run the function here, add it to the project: npm install --save-dev ${name}`;
}
