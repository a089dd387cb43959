import { percentDecode } from '../../internal/percent.ts';
import { fromBase64, toText } from '../bytes.ts';
import { nameCause, type Cause } from '../causes.ts';
import type { FoundToken } from '../input/request.ts';

/** A token without what was around it, and what that was. */
export interface CleanToken {
  readonly text: string;
  readonly causes: readonly Cause[];
}

interface Layer {
  readonly text: string;
  readonly cause?: Cause;
}

const LAYERS = [removeName, removeQuotes, removeSpace, removePercent, removeBase64, removeRest];
/** A text may be quoted inside an encoding inside quotes; deeper than this it is not a token. */
const MAX_LAYERS = 6;

/** Removes quotes, spaces, encodings and whatever else does not belong to a token. */
export function cleanToken({ text, place }: FoundToken): CleanToken {
  // What was pasted on its own may have gained its quotes and line breaks in the pasting.
  const certainty = place === 'bare' ? 'note' : 'certain';
  const causes = new Map<string, Cause>();
  let current = text.trim();
  for (let depth = 0; depth < MAX_LAYERS; depth += 1) {
    const before = current;
    const layer = LAYERS.map((remove) => remove(before, certainty)).find(
      ({ text: inner }) => inner !== before,
    );
    if (!layer) break;
    current = layer.text;
    if (layer.cause) causes.set(layer.cause.id, layer.cause);
  }
  return { text: current, causes: [...causes.values()] };
}

/** `jwt=eyJ…` or `JWT eyJ…`, where only the token is expected. */
function removeName(text: string): Layer {
  return { text: text.replace(/^(?:[\w-]+=|(?:JWT|Bearer)[\s:]+)(?=["'%\s]*ey)/i, '') };
}

function removeQuotes(text: string, certainty: Cause['certainty']): Layer {
  const edge = String.raw`(?:\\?["'\x60]|[“”‘’«»]|%22|%27)+`;
  const inner = text.replaceAll(new RegExp(`^${edge}|${edge}$`, 'gi'), '');
  return { text: inner, cause: nameCause('token-quoted', { certainty }) };
}

function removeSpace(text: string, certainty: Cause['certainty']): Layer {
  // A sentence or a command line is no token with spaces in it.
  const [first = ''] = text.split('.');
  if (!/^ey[\w\s\\+/=-]*$/.test(first)) return { text };
  const inner = text.replaceAll(/(?:\s|\\[rn]|[\u200B\uFEFF])+/g, '');
  return { text: inner, cause: nameCause('token-whitespace', { certainty }) };
}

function removePercent(text: string): Layer {
  if (!/^[^&\s]*%[\da-f]{2}[^&\s]*$/i.test(text)) return { text };
  const message = 'The token is percent-encoded once too often.';
  return {
    text: percentDecode(text),
    cause: nameCause('token-encoded-twice', { message, data: { encoding: 'percent' } }),
  };
}

function removeBase64(text: string): Layer {
  if (text.includes('.') || text.length < 40) return { text };
  const bytes = fromBase64(text);
  const inner = (bytes && toText(bytes))?.trim();
  if (inner === undefined || !/^(?:JWT |Bearer )?ey[\w-]+\.[\w-]+\./i.test(inner)) return { text };
  const message = 'The whole token is Base64-encoded once more.';
  return {
    text: inner,
    cause: nameCause('token-encoded-twice', { message, data: { encoding: 'base64' } }),
  };
}

/** `eyJ….eyJ….sig&lic=active`: what follows a signature and belongs to no Base64 alphabet. */
function removeRest(text: string): Layer {
  const [, token] = /^(ey[\w-]+\.[\w-]+\.[\w-]{43,})[^\w.+/=-][\s\S]*$/.exec(text) ?? [];
  return token === undefined ? { text } : { text: token, cause: nameCause('token-trailing-text') };
}
