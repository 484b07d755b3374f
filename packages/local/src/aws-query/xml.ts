// The AWS query protocol on the way out: XML from plain values.

/** What an element may hold; an array repeats its items as `<member>`, an `XmlList` under another name. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | XmlList
  | { readonly [name: string]: XmlValue };

/** Items under an element name other than `member`, such as the `entry` of a map. */
export class XmlList {
  readonly element: string;
  readonly items: readonly XmlValue[];

  constructor(element: string, items: readonly XmlValue[]) {
    this.element = element;
    this.items = items;
  }
}

/** Serialises the content of an element; `undefined` members are left out. Never throws. */
export function toXml(value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return listToXml('member', value);
  if (value instanceof XmlList) return listToXml(value.element, value.items);
  if (typeof value === 'object') {
    return (
      Object.entries(value)
        .filter(([, child]) => child !== undefined)
        // A name that begins with `#` marks a list whose items stand without a wrapper.
        .map(([name, child]) => (name.startsWith('#') ? toXml(child) : `<${name}>${toXml(child)}</${name}>`))
        .join('')
    );
  }
  return escapeXml(String(value));
}

/** Escapes text for element content and attribute values. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function listToXml(element: string, items: readonly XmlValue[]): string {
  return items.map((item) => `<${element}>${toXml(item)}</${element}>`).join('');
}
