// Literals of Lambda@Edge's shapes: header arrays, responses, Set-Cookie texts.

import type { AnyNode, Expression } from 'acorn';
import { propertyName } from '../check/event-maps.js';
import type { NodeOf } from '../tree/walk.js';
import { nameOf } from './find-handler.js';
import { headerItems, isResponseLiteral } from './literal-shapes.js';
import { memberName } from './meanings.js';
import type { Migration, Rewrite } from './migration.js';
import { isWritten, objectOf } from './places.js';
import { refuseReadOnly } from './rewrite-members.js';

/** `headers['x'] = [{ key, value }]` and its neighbours. @source spec/cloudfront.md 6.4 */
export const rewriteAssignment: Rewrite = (node, migration) => {
  if (node.type !== 'AssignmentExpression') return undefined;
  const { left, right, operator } = node;
  const meaning =
    left.type === 'MemberExpression' || left.type === 'Identifier' ? migration.meanings.of(left) : undefined;
  if (left.type === 'MemberExpression' && memberName(left) === 'bodyEncoding')
    return leaveEncoding(node, migration);
  switch (meaning?.role) {
    case 'status':
      return operator === '=' ? `${migration.text(left)} = ${statusCode(right, migration)}` : undefined;
    case 'querystring': {
      if (operator !== '+=' || left.type !== 'MemberExpression') return undefined;
      const owner = migration.text(left.object);
      return `${migration.text(left)} = (${owner}.rawQueryString() || '') + ${migration.text(right)}`;
    }
    case 'list': {
      if (left.type !== 'MemberExpression' || operator !== '=') return undefined;
      if (meaning.side === 'request' && meaning.header === 'host') {
        refuseReadOnly(node, 'the Host header', migration);
        return undefined;
      }
      if (meaning.header === 'set-cookie') return setCookies(left, right, migration);
      const value = headerText(right, migration);
      if (value !== undefined) return `${migration.text(left)} = ${value}`;
      if (migration.meanings.of(right)?.role !== 'list') leaveHeader(node, migration);
      return undefined;
    }
    default:
      return undefined;
  }
};

/** `headers['x'] || [{ value: '' }]`. */
export const rewriteDefaultList: Rewrite = (node, migration) => {
  if (node.type !== 'LogicalExpression' || node.operator === '&&' || node.right.type !== 'ArrayExpression')
    return undefined;
  if (migration.meanings.of(node.left)?.role !== 'list') return undefined;
  const value = headerText(node.right, migration);
  if (value === undefined) {
    leaveHeader(node, migration);
    return undefined;
  }
  return `${migration.text(node.left)} ${node.operator} ${value}`;
};

/** Responses and maps of headers that are written as literals. */
export const rewriteObject: Rewrite = (node, migration) => {
  if (node.type !== 'ObjectExpression') return undefined;
  const isResponse = isResponseLiteral(node);
  const hasHeaders = node.properties.some(
    (property) => property.type === 'Property' && headerItems(property.value) !== undefined,
  );
  if (!isResponse && !hasHeaders) return undefined;
  const encoding = isResponse ? propertyNamed(node, 'bodyEncoding') : undefined;
  const isEncoded = encoding !== undefined && nameOf(encoding.value) !== 'text';
  const cookies: string[] = [];
  const texts = node.properties.map((property): string | undefined => {
    if (property === encoding) return undefined;
    if (property.type !== 'Property') return migration.text(property);
    const name = propertyName(property);
    if (isResponse && name === 'status') return `statusCode: ${statusCode(property.value, migration)}`;
    if (isResponse && name === 'body' && isEncoded && encoding !== undefined) {
      return `body: { encoding: ${migration.text(encoding.value)}, data: ${migration.text(property.value)} }`;
    }
    if (isResponse && name === 'headers' && property.value.type === 'ObjectExpression') {
      cookies.push(...cookiesIn(property.value, migration));
    }
    const items = headerItems(property.value);
    if (items === undefined) return migration.text(property);
    if (name?.toLowerCase() === 'set-cookie') return undefined;
    const key =
      property.computed || name === undefined
        ? `[${migration.text(property.key)}]`
        : quoted(name.toLowerCase());
    return `${key}: ${itemsText(items, migration)}`;
  });
  const extra = cookies.length === 0 ? [] : [`cookies: { ${cookies.join(', ')} }`];
  return objectText(node, { texts, extra }, migration);
};

// Keeps the layout and the comments between properties.
function objectText(
  node: NodeOf<'ObjectExpression'>,
  parts: { readonly texts: readonly (string | undefined)[]; readonly extra: readonly string[] },
  { source }: Migration,
): string {
  const [first] = node.properties;
  const last = node.properties.at(-1);
  if (first === undefined || last === undefined) return '{}';
  const head = source.slice(node.start, first.start);
  let text = '';
  for (const [at, property] of node.properties.entries()) {
    const own = parts.texts[at];
    if (own === undefined) continue;
    const before = node.properties[at - 1];
    if (text !== '' && before !== undefined) text += source.slice(before.end, property.start);
    text += own;
  }
  const gap = /\n\s*$/.exec(head)?.[0] ?? ' ';
  const members = [...(text === '' ? [] : [text]), ...parts.extra];
  if (members.length === 0) return '{}';
  return `${head}${members.join(`,${gap}`)}${source.slice(last.end, node.end)}`;
}

/** A list of headers as `{ value, multiValue }`; `undefined` when the source does not show its items. */
function headerText(value: Expression, migration: Migration): string | undefined {
  const items = headerItems(value);
  if (items !== undefined) return itemsText(items, migration);
  if (value.type !== 'ArrayExpression' || value.elements.length !== 1) return undefined;
  const [only] = value.elements;
  const isHeader =
    only?.type === 'Identifier' ||
    (only !== undefined && only !== null && migration.meanings.of(only)?.role === 'header');
  return isHeader && only ? `{ value: ${objectOf(only, migration)}.value }` : undefined;
}

function itemsText(items: readonly NodeOf<'ObjectExpression'>[], migration: Migration): string {
  const values = items.map((item) => {
    const property = propertyNamed(item, 'value');
    const text = property === undefined ? '' : migration.text(property.value);
    return text === 'value' ? '{ value }' : `{ value: ${text} }`;
  });
  const [first = '{}'] = values;
  return values.length === 1 ? first : `${first.slice(0, -2)}, multiValue: [${values.join(', ')}] }`;
}

function cookiesIn(headers: NodeOf<'ObjectExpression'>, migration: Migration): string[] {
  const property = propertyNamed(headers, 'set-cookie') ?? propertyNamed(headers, 'Set-Cookie');
  const items = property === undefined ? undefined : headerItems(property.value);
  return (items ?? []).flatMap((item) => {
    const value = propertyNamed(item, 'value')?.value;
    const cookie = value === undefined ? undefined : cookieText(value, migration);
    if (cookie !== undefined) return [`${quoted(cookie.name)}: ${cookie.text}`];
    leaveCookie(item, migration);
    return [];
  });
}

function setCookies(
  left: NodeOf<'MemberExpression'>,
  right: Expression,
  migration: Migration,
): string | undefined {
  const response =
    left.object.type === 'MemberExpression' ? left.object.object : migration.meanings.of(left)?.owner;
  const values = headerItems(right)?.map((item) => propertyNamed(item, 'value')?.value);
  const cookies = values?.map((value) => (value === undefined ? undefined : cookieText(value, migration)));
  if (response === undefined || cookies === undefined || cookies.includes(undefined)) {
    leaveCookie(left, migration);
    return undefined;
  }
  const owner = migration.text(response);
  return cookies
    .flatMap((cookie) =>
      cookie === undefined ? [] : [`${owner}.cookies[${quotedText(cookie.name)}] = ${cookie.text}`],
    )
    .join(', ');
}

/** `name=value; attributes` taken apart, where the literal shows the name. */
function cookieText(value: AnyNode, migration: Migration): { name: string; text: string } | undefined {
  if (value.type === 'Literal' && typeof value.value === 'string') {
    const [, name, content, attributes] = /^\s*([^=;\s]+)=([^;]*)(?:;\s*(.*))?$/s.exec(value.value) ?? [];
    if (name === undefined || content === undefined) return undefined;
    return {
      name,
      text: cookieObject(quotedText(content), attributes === undefined ? undefined : quotedText(attributes)),
    };
  }
  if (value.type !== 'TemplateLiteral') return undefined;
  // `name=${value}; attributes`: the parts around the first `=` and the first `;`.
  const raw = migration.text(value).slice(1, -1);
  const [, name, content, attributes] =
    /^\s*([^=;\s$]+)=((?:\$\{[^}]*\}|[^;$])*)(?:;\s*(.*))?$/s.exec(raw) ?? [];
  if (name === undefined || content === undefined) return undefined;
  return {
    name,
    text: cookieObject(`\`${content}\``, attributes === undefined ? undefined : `\`${attributes}\``),
  };
}

function cookieObject(value: string, attributes: string | undefined): string {
  return attributes === undefined ? `{ value: ${value} }` : `{ value: ${value}, attributes: ${attributes} }`;
}

/** The status as a number. */
function statusCode(value: AnyNode, migration: Migration): string {
  if (value.type === 'Literal' && typeof value.value === 'string' && /^\d+$/.test(value.value))
    return value.value;
  const text = migration.text(value);
  return value.type === 'Literal' ? text : `Number(${text})`;
}

function propertyNamed(node: NodeOf<'ObjectExpression'>, name: string): NodeOf<'Property'> | undefined {
  for (const property of node.properties) {
    if (property.type === 'Property' && propertyName(property) === name) return property;
  }
  return undefined;
}

function quoted(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : quotedText(name);
}

function quotedText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function leaveHeader(node: AnyNode, migration: Migration): void {
  migration.leave(
    'EW1710',
    node,
    'This list of headers is not written out where it is assigned',
    "write headers['name'] = { value }, with multiValue for several",
  );
}

function leaveCookie(node: AnyNode, migration: Migration): void {
  migration.leave(
    'EW1711',
    node,
    'A Set-Cookie text whose name is computed cannot be taken apart',
    "write response.cookies['name'] = { value, attributes }",
  );
}

function leaveEncoding(node: NodeOf<'AssignmentExpression'>, migration: Migration): undefined {
  if (!isWritten(node.left, migration)) return undefined;
  migration.leave(
    'EW1710',
    node,
    'The encoding of a body is written beside its data',
    "write response.body = { encoding: 'base64', data }",
  );
  return undefined;
}
