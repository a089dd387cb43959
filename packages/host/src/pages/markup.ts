/** Markup that is safe to insert into a page. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | undefined | false | Markup | readonly Markup[];

/** A template tag that escapes every value but markup. It joins lists and skips `undefined` and `false`. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(render)));
}

/** Data for the scripts of the page, in a `<script>` element that does not run. */
export function dataElement(id: string, data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
  return markup`<script type="application/json" id="${id}">${new Markup(text)}</script>`;
}

function render(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
