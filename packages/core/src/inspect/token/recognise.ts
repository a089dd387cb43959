import { fromBase64, toText } from '../bytes.ts';
import { nameCause, type Cause } from '../causes.ts';

const PLACEHOLDER =
  /^(?:undefined|null|nan|true|false|\[object \w+\]|\(.*\) ?=>.*|function\b.*|async\b.*|\$?\{+[^}]*\}+|\$\w+|<[^>]*>|%\w+%|:\w+|x{3,}|\.{3}|…|your[\w -]*|(?:(?:my|the|some|jwt|access|session|context|auth)[ _-]?)*(?:token|jwt)(?:[ _-]?(?:goes[ _-])?here)?)$/i;

/** The prefixes of Atlassian's API tokens: of an account, and of a workspace, project or repository. */
const API_TOKEN = /^AT(?:ATT|CTT|STT|OA)[A-Za-z0-9]?[\w=-]{16,}$/;

/** What the text is when it is no readable JWT; `undefined` where it may be one. */
export function recogniseOther(text: string, scheme: string | undefined): Cause | undefined {
  if (text === '') return nameCause('token-missing', { message: 'The token is empty.' });
  if (PLACEHOLDER.test(text)) {
    const shown = text.slice(0, 40);
    return nameCause('token-placeholder', {
      message: `"${shown}" stands where the token belongs.`,
      data: { text: shown },
    });
  }
  if (scheme?.toLowerCase() === 'basic' || isBasic(text)) return nameCause('token-basic-credentials');
  if (API_TOKEN.test(text)) return nameCause('token-api-token');
  return isEncrypted(text) ? nameCause('token-encrypted') : undefined;
}

function isBasic(text: string): boolean {
  const bytes = fromBase64(text.replace(/^Basic\s+/i, ''));
  return /^[^\s:@]+@[^\s:@]+:\S+$/.test((bytes && toText(bytes)) ?? '');
}

/** The header of a JWE names how its content is encrypted. @see RFC 7516, section 4.1.2 */
function isEncrypted(text: string): boolean {
  const parts = text.split('.');
  const header = fromBase64(parts[0] ?? '');
  return parts.length > 1 && header !== undefined && /"enc"\s*:/.test(toText(header) ?? '');
}
