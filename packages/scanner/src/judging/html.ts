import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;

/** An element of a page, as far as checks look at it. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text right inside it. */
  readonly text: string;
}

/** The elements of a page, in document order, as a browser would parse it. */
export function elementsOf(html: string): readonly HtmlElement[] {
  return collect(parse(html));
}

function collect(node: Node): readonly HtmlElement[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  // A template's content hangs beside its children.
  const content = 'content' in node ? collect(node.content) : [];
  const inner = [...children.flatMap((child) => collect(child)), ...content];
  if (!('tagName' in node)) return inner;
  const text = children.map((child) => ('value' in child ? child.value : '')).join('');
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  return [{ name: node.tagName, attributes, text }, ...inner];
}

/** A resource that a page loads as soon as it is shown. */
export interface Subresource {
  readonly element: string;
  /** Absolute. */
  readonly url: string;
  /** It can change the page: a script, a style, a frame. */
  readonly active: boolean;
}

const LOADED: Readonly<Record<string, { attribute: string; active: boolean }>> = {
  script: { attribute: 'src', active: true },
  iframe: { attribute: 'src', active: true },
  object: { attribute: 'data', active: true },
  embed: { attribute: 'src', active: true },
  img: { attribute: 'src', active: false },
  audio: { attribute: 'src', active: false },
  video: { attribute: 'src', active: false },
  source: { attribute: 'src', active: false },
};

export function subresourcesOf(html: string, pageUrl: string): readonly Subresource[] {
  const elements = elementsOf(html);
  const base = elements.find(({ name }) => name === 'base')?.attributes['href'] ?? '';
  const origin = URL.canParse(base, pageUrl) ? new URL(base, pageUrl).href : pageUrl;
  return elements.flatMap(({ name, attributes }) => {
    const loaded = name === 'link' ? linkOf(attributes) : LOADED[name];
    const value = loaded && attributes[loaded.attribute];
    if (value === undefined || value === '' || !URL.canParse(value, origin)) return [];
    return [{ element: name, url: new URL(value, origin).href, active: loaded?.active ?? false }];
  });
}

function linkOf({
  rel = '',
}: Readonly<Record<string, string>>): { attribute: string; active: boolean } | undefined {
  const kinds = rel.toLowerCase().split(/\s+/);
  if (kinds.includes('stylesheet') || kinds.includes('modulepreload'))
    return { attribute: 'href', active: true };
  return kinds.some((kind) => ['icon', 'preload', 'prefetch'].includes(kind))
    ? { attribute: 'href', active: false }
    : undefined;
}
