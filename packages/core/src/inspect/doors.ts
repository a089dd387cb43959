import { isFault, type Cause } from './causes.ts';
import type { TokenKind } from './token/kind.ts';

/** How a token has to be presented: in which parameter, scheme or field. `stale`: in the `url` of a recovery. */
export type Presentation = '?jwt' | '?authbeat_ticket' | 'JWT' | 'Bearer' | 'form' | 'stale';

/** One door of an app, and which kinds of tokens open it. @see docs/server/doors.md */
interface Door {
  readonly name: string;
  readonly admits: Readonly<Partial<Record<TokenKind, Presentation>>>;
}

const SESSION = { session: 'Bearer' } as const;

/** Where each kind of token may be presented. What is not here is refused. */
export const DOORS: readonly Door[] = [
  { name: 'page', admits: { iframe: '?jwt', webhook: '?jwt', 'page-ticket': '?authbeat_ticket' } },
  { name: 'api read', admits: { ...SESSION, 'resource-ticket': '?authbeat_ticket' } },
  { name: 'api write', admits: SESSION },
  { name: 'api context', admits: { context: 'JWT', ...SESSION, 'resource-ticket': '?authbeat_ticket' } },
  { name: 'webhook', admits: { iframe: 'JWT', webhook: 'JWT' } },
  { name: 'remote', admits: { invocation: 'Bearer' } },
  { name: 'exchange', admits: { context: 'form', invocation: 'Bearer' } },
  { name: 'heartbeat', admits: SESSION },
  { name: 'ticket', admits: SESSION },
  { name: 'sign-out', admits: SESSION },
  {
    name: 'recovery',
    admits: { iframe: 'stale', context: 'form', webhook: 'stale', 'page-ticket': 'stale' },
  },
  { name: 'installed', admits: { lifecycle: 'JWT' } },
  { name: 'uninstalled', admits: { lifecycle: 'JWT' } },
  { name: 'enabled', admits: { iframe: 'JWT', webhook: 'JWT' } },
  { name: 'host REST API', admits: { 'app-to-host': 'JWT', oauth: 'Bearer' } },
];

/** What one door makes of a token. */
export interface DoorReading {
  readonly door: string;
  /** `depends` where something could not be checked. */
  readonly result: 'accepts' | 'refuses' | 'depends';
  /** A few words: how to present it, why not, or what it depends on. */
  readonly reason: string;
}

/** What is known of the token besides its kind. */
interface TokenFacts {
  readonly kind: TokenKind;
  readonly causes: readonly Cause[];
  /** What could not be checked, as conditions: "if the signature is right". */
  readonly conditions: readonly string[];
}

/** Says of every door whether it accepts the token, and why. */
export function readDoors(facts: TokenFacts): readonly DoorReading[] {
  return DOORS.map((door) => readDoor(door, facts));
}

function readDoor(door: Door, { kind, causes, conditions }: TokenFacts): DoorReading {
  const presentation = door.admits[kind];
  if (presentation === undefined)
    return { door: door.name, result: 'refuses', reason: `takes ${listKinds(door)}` };
  const faults = causes
    .filter(isFault)
    .filter(({ id }) => !(presentation === 'stale' && id === 'token-expired'));
  if (faults.length > 0) {
    const heals = door.name === 'page' && faults.every(({ id }) => id === 'token-expired');
    return {
      door: door.name,
      result: 'refuses',
      reason: faults.map(({ id }) => id).join(', ') + (heals ? ': recovery heals it' : ''),
    };
  }
  const how = describePresentation(presentation);
  return conditions.length > 0
    ? { door: door.name, result: 'depends', reason: `${how}, ${conditions.join(' and ')}` }
    : { door: door.name, result: 'accepts', reason: how };
}

function listKinds({ admits }: Door): string {
  const kinds = Object.keys(admits).filter((kind) => kind !== 'webhook' || !('iframe' in admits));
  return kinds.join(' or ');
}

function describePresentation(presentation: Presentation): string {
  const words: Readonly<Record<Presentation, string>> = {
    '?jwt': 'as ?jwt=…',
    '?authbeat_ticket': 'as ?authbeat_ticket=…',
    JWT: 'as "Authorization: JWT …"',
    Bearer: 'as "Authorization: Bearer …"',
    form: 'as subject_token of the form',
    stale: 'in the url of the form',
  };
  return words[presentation];
}
