// The YAML short forms of intrinsic functions: `!Ref X` is `{Ref: X}`, `!Sub x` is `{'Fn::Sub': x}`.

const shortNames = [
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
] as const;

/** Long function name by YAML tag. */
export const intrinsicByTag: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...shortNames.map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/**
 * Puts the argument of a short form into the shape of the long form: `!GetAtt A.B.C` becomes `['A', 'B.C']`.
 *
 * @source spec/websocket-api.md 8.3
 */
export function longFormArgument(intrinsic: string, argument: unknown): unknown {
  if (intrinsic !== 'Fn::GetAtt' || typeof argument !== 'string') return argument;
  const dot = argument.indexOf('.');
  return dot === -1 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}
