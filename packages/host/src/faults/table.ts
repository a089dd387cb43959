/** What a fault takes behind `=`. */
export interface FaultValue {
  readonly kind: 'seconds' | 'account';
  /** Taken when the fault is started without a value. */
  readonly default: string;
  /** The range of seconds. A clock may also be behind. */
  readonly least?: number;
  readonly most?: number;
}

/** A fault that the local host can cause. The page's menu, the help of `authbeat dev` and the docs are made of these. */
export interface FaultDescription {
  readonly id: string;
  /** What faults of one group have in common. */
  readonly group: string;
  /** What happens while it is active. */
  readonly sentence: string;
  readonly value?: FaultValue;
  /** Whether it happens once, and is not lifted. */
  readonly once?: true;
}

const seconds = (value: number, least = 0.1, most = 86_400): FaultValue => ({
  kind: 'seconds',
  default: String(value),
  least,
  most,
});
const clock = (value: number): FaultValue => seconds(value, -86_400);

/** Every fault. Of each group one is active at a time; those that happen once do not count. */
export const FAULTS = [
  {
    id: 'expired',
    group: 'Frames',
    sentence: 'A frame that opens on a click or reloads gets a token that expired a quarter of an hour ago.',
  },
  {
    id: 'expired-early',
    group: 'Frames',
    sentence: 'Every frame gets such a token, also one that opens with its page.',
  },
  {
    id: 'life',
    group: 'Token life',
    sentence: 'New host tokens expire after so many seconds.',
    value: seconds(10),
  },
  {
    id: 'token-cached',
    group: 'getToken',
    sentence: '`AP.context.getToken()` returns the same token until it expires.',
  },
  {
    id: 'token-dying',
    group: 'getToken',
    sentence: '`AP.context.getToken()` returns a token that expires in two seconds.',
  },
  {
    id: 'token-expired',
    group: 'getToken',
    sentence: '`AP.context.getToken()` returns a token that has expired.',
  },
  {
    id: 'token-slow',
    group: 'getToken',
    sentence: '`AP.context.getToken()` takes so many seconds.',
    value: seconds(5, 0.1, 600),
  },
  { id: 'token-refused', group: 'getToken', sentence: '`AP.context.getToken()` rejects.' },
  { id: 'token-silent', group: 'getToken', sentence: '`AP.context.getToken()` never settles.' },
  { id: 'signed-out', group: 'User', sentence: 'The user signs out of the host in another tab.' },
  {
    id: 'user',
    group: 'User',
    sentence: 'Another user signs in to the host in another tab.',
    value: { kind: 'account', default: '712020:ben' },
  },
  {
    id: 'app-clock',
    group: "The app's clock",
    sentence: "The app's clock is so many seconds ahead of the host's, or behind with a minus sign.",
    value: clock(120),
  },
  {
    id: 'browser-clock',
    group: "The browser's clock",
    sentence:
      "The browser's clock is so many seconds ahead, or behind, in pages that load now: in an app's page from its bridge script on.",
    value: clock(3600),
  },
  {
    id: 'rotated',
    group: 'Installation',
    sentence: 'The host sends `installed` with a new shared secret.',
    once: true,
  },
  {
    id: 'reinstalled',
    group: 'Installation',
    sentence: 'The host installs the app again: `installed` with a new shared secret, and `enabled`.',
    once: true,
  },
  {
    id: 'lost-database',
    group: 'Installation',
    sentence:
      'The app does not know its tenant any more, as if it had lost its database. `reinstalled` cures that.',
    once: true,
  },
  { id: 'disabled', group: 'Installation', sentence: 'An administrator disables the app.' },
  { id: 'uninstalled', group: 'Installation', sentence: 'An administrator uninstalls the app.' },
  {
    id: 'slow',
    group: 'Network',
    sentence: 'Requests to the app take so many seconds longer.',
    value: seconds(3, 0.1, 600),
  },
  {
    id: 'offline',
    group: 'Network',
    sentence: 'Connections to the app are closed without a response.',
  },
  { id: 'unavailable', group: 'Network', sentence: 'Requests to the app get 503.' },
  { id: 'reset', group: 'Network', sentence: 'Connections to the app are reset.' },
  {
    id: 'invocation-late',
    group: 'Forge: delay',
    sentence: 'The bridge of a Forge app waits so many seconds for each invocation token.',
    value: seconds(5, 0.1, 600),
  },
  {
    id: 'invocation-expired',
    group: 'Forge: tokens',
    sentence: 'Invocation tokens expired a minute ago.',
  },
  { id: 'invocation-foreign', group: 'Forge: tokens', sentence: "Invocation tokens are another app's." },
  {
    id: 'invocation-anonymous',
    group: 'Forge: tokens',
    sentence: 'Invocation tokens name no user, as on a page that is open to everybody.',
  },
  {
    id: 'invocation-huge',
    group: 'Forge: tokens',
    sentence: 'Invocation tokens carry 8 kB of context.',
  },
  {
    id: 'missing-installed',
    group: 'Forge: installation',
    sentence: 'A Forge app gets another installation, and neither `installed` nor an event says so.',
    once: true,
  },
  {
    id: 'site-renamed',
    group: 'Forge: installation',
    sentence: 'The site is renamed: a Forge app is uninstalled, and then installed with another id.',
    once: true,
  },
  {
    id: 'environment-switched',
    group: 'Forge: installation',
    sentence: 'Another environment of a Forge app, `staging`, takes the place of the installed one.',
  },
] as const satisfies readonly FaultDescription[];

export type FaultId = (typeof FAULTS)[number]['id'];

/** A fault with its value, such as `signed-out` or `life=5`. */
export type FaultText = FaultId | `${FaultId}=${string}`;
