import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createAnnouncer,
  createModel,
  describeFrame,
  filterRows,
  marksOf,
  type Model,
} from './fixtures/timeline-assets.ts';

const START = 1_000_000;
const FRAME = { frame: 'f1', app: 'app', module: 'foo', name: 'Foo' };
const EXPIRED = { token: 'iframe', issuedAtMs: START - 200_000, expiresAtMs: START - 20_000 };

type Data = Readonly<Record<string, string | number>>;

/** A model of events, each a second after the one before. */
function modelOf(events: readonly (readonly [kind: string, data: Data])[]): Model {
  const model = createModel();
  events.forEach(([kind, data], index) => {
    const sentence = `${kind} ${index + 1}`;
    model.add({ id: index + 1, atMs: START + index * 1000, kind, sentence, data: { ...FRAME, ...data } });
  });
  return model;
}

const document = (status: number): [string, Data] => [
  'request',
  { method: 'GET', path: '/foo.html', status, destination: 'iframe' },
];
const frame = (event: string): [string, Data] => ['frame', { event }];
const getToken = (outcome: string): [string, Data] => [
  'bridge',
  {
    call: 'getToken',
    outcome,
    ...(outcome === 'token' && { issuedAtMs: START, expiresAtMs: START + 900_000 }),
  },
];

describe('a recovery', () => {
  it.each([
    [
      'whose requests the host sees',
      [
        document(401),
        frame('loaded'),
        getToken('token'),
        ['request', { method: 'POST', path: '/recovery', status: 200 }],
        document(200),
        frame('loaded'),
      ],
    ],
    [
      'whose first document reports itself late',
      [document(401), getToken('token'), frame('loaded'), document(200), frame('loaded')],
    ],
    [
      'whose click is reported late',
      [document(401), frame('opened'), getToken('token'), document(200), frame('loaded')],
    ],
    [
      'of which the host sees the frame alone',
      [frame('opened'), frame('loaded'), getToken('token'), frame('loaded')],
    ],
    ['after a reload', [frame('loaded'), getToken('token'), frame('loaded')]],
  ] as const)('%s is one row with three steps', (_case, events) => {
    const { rows } = modelOf([['token', EXPIRED], ...events]);
    expect(rows.map(({ kind }) => kind)).toEqual(['token', 'recovery']);
    expect(rows[1]?.sentence).toMatch(/^Foo: recovered from an expired token in [234]\.0 s\.$/);
    expect(rows[1]?.steps).toHaveLength(3);
  });

  it.each([
    ['rejected', "Foo: the page's token had expired, and the host refused a token."],
    ['silence', "Foo: the page's token had expired, and the host did not respond."],
  ])('that ends with %s says so', (outcome, sentence) => {
    const { rows } = modelOf([document(401), frame('loaded'), getToken(outcome)]);
    expect(rows).toMatchObject([{ kind: 'recovery', sentence, tone: 'bad' }]);
  });

  it.each([
    ['a token that lives', [frame('opened'), frame('loaded'), getToken('token')]],
    ['a page that was loaded once', [['token', EXPIRED], frame('loaded'), getToken('token')]],
    [
      'a page that a person has reloaded',
      [['token', EXPIRED], frame('loaded'), getToken('token'), frame('reloaded'), frame('loaded')],
    ],
  ] as const)('is not made of %s', (_case, events) => {
    expect(modelOf(events as never).rows).toHaveLength(events.length);
  });
});

describe('the reason of a refusal', () => {
  const reason: [string, Data] = [
    'reason',
    { method: 'GET', path: '/foo.html', status: 401, message: 'Why.' },
  ];

  it.each([
    ['after', [document(401), reason]],
    ['before', [reason, document(401)]],
  ] as const)('belongs to its request when it comes %s it', (_case, events) => {
    const { rows } = modelOf(events);
    expect(rows).toMatchObject([{ kind: 'request', reason: { data: { message: 'Why.' } } }]);
  });

  it('is a row of its own without one', () => {
    expect(modelOf([document(404), reason]).rows).toHaveLength(2);
  });
});

describe('the words of a frame', () => {
  const token = { leftMs: -22_000, leewayMs: 0 };
  const session = (endsInS: number): [string, Data] => [
    'request',
    { method: 'POST', path: '/authbeat/session', status: 200, sessionEndsAtMs: START + endsInS * 1000 },
  ];
  const wordsOf = (events: readonly (readonly [string, Data])[], afterMs = 0) =>
    describeFrame(modelOf(events).lanes.get('f1'), token, START + afterMs);

  it('are those of its session, not of the token that it was opened with', () => {
    expect(wordsOf([session(640)])).toEqual({ words: 'session alive, renews in 8 min', state: 'alive' });
    expect(wordsOf([session(640)], 600_000)).toEqual({ words: 'session alive, 40 s left', state: 'alive' });
    expect(wordsOf([session(640)], 700_000)).toEqual({ words: 'session ended 60 s ago', state: 'expired' });
  });

  it('follow a renewal and a sign-out', () => {
    const renewed = [session(640), session(1281)];
    expect(wordsOf(renewed, 1000)?.words).toBe('session alive, renews in 16 min');
    const signOut: [string, Data] = ['request', { method: 'DELETE', path: '/authbeat/session', status: 204 }];
    expect(wordsOf([...renewed, signOut], 2000)?.words).toBe('signed out of the session');
  });

  it('follow a revocation, when the app has given it as its reason', () => {
    const call = { method: 'GET', path: '/api', status: 401, startedAtMs: START + 500 };
    const refused: [string, Data] = ['request', call];
    const reason: [string, Data] = ['reason', { ...call, frame: '', cause: 'session_revoked' }];
    expect(wordsOf([session(640), refused], 2000)?.state).toBe('alive');
    for (const events of [
      [session(640), refused, reason],
      [session(640), reason, refused],
    ])
      expect(wordsOf(events, 3000)?.words).toBe('signed out of the session');
    expect(wordsOf([session(640), refused, reason, session(640)], 3000)?.state).toBe('alive');
    const late: [string, Data] = ['request', { ...call, startedAtMs: START - 500 }];
    expect(wordsOf([session(640), late, reason], 3000)?.state).toBe('alive');
  });

  it('say that a page has recovered, where no session is seen', () => {
    expect(wordsOf([document(401), getToken('token'), document(200)], 5000)).toEqual({
      words: 'page recovered 3 s ago',
      state: 'alive',
    });
  });

  it('are those of the token otherwise', () => {
    expect(wordsOf([frame('loaded')])).toEqual({ words: 'token expired 22 s ago', state: 'expired' });
    expect(describeFrame(undefined, { leftMs: -1000, leewayMs: 30_000 }, START)?.words).toBe(
      'token expired, accepted for 29 s',
    );
    expect(describeFrame(undefined, undefined, START)).toBeUndefined();
  });
});

describe('10,000 events', () => {
  const model = modelOf(
    Array.from({ length: 10_500 }, (_, index): [string, Data] => [
      'request',
      {
        method: 'GET',
        path: `/api/${index}`,
        status: index % 100 === 0 ? 403 : 200,
        sessionEndsAtMs: START + index * 1000 + 60_000,
      },
    ]),
  );

  it('are kept, and found by what they say', () => {
    expect(model.rows).toHaveLength(10_000);
    expect(filterRows(model.rows, { filter: 'usual', search: '/API/10499' })).toHaveLength(1);
    expect(filterRows(model.rows, { filter: 'refused', search: '' })).toHaveLength(100);
    expect(filterRows(model.rows, { filter: 'frames', search: '' })).toHaveLength(0);
  });

  it('are at most 160 marks of a strip, with each refusal among them', () => {
    const lane = model.lanes.get('f1');
    const marks = marksOf(lane, { fromMs: START, toMs: START + 10_500_000 });
    expect(marks.length).toBeLessThanOrEqual(160);
    // Every hundredth is refused, and a mark stands for more. The first and the last may stand for less.
    expect(marks.filter(({ tone }) => tone === 'refused').length).toBeGreaterThanOrEqual(38);
  });
});

describe('an announcement', () => {
  /** What is announced of a model, when it is given so many of its rows as new. */
  function announce(model: Model, afterId = 0): string {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const region = { textContent: '' };
    const announcer = createAnnouncer(region, afterId);
    announcer.gather(() => model.rows);
    vi.runAllTimers();
    const { textContent } = region;
    // What has been announced is no news.
    region.textContent = '';
    announcer.gather(() => model.rows);
    vi.runAllTimers();
    expect(region.textContent).toBe('');
    return textContent;
  }
  const api = (status: number): [string, Data] => ['request', { method: 'GET', path: '/api', status }];

  it('names a recovery, and not the refusal that is part of it', () => {
    const model = modelOf([['token', EXPIRED], document(401), getToken('token'), document(200), api(200)]);
    expect(announce(model)).toBe('Foo: recovered from an expired token in 2.0 s.');
  });

  it('names refusals of the app and of the host, once, and nothing else', () => {
    const image: [string, Data] = ['request', { path: '/x.png', status: 404, destination: 'image' }];
    const model = modelOf([api(403), api(200), frame('opened'), getToken('rejected'), image]);
    expect(announce(model)).toBe('request 1 bridge 4');
    expect(announce(model, 1)).toBe('bridge 4');
    expect(announce(model, 5)).toBe('');
  });

  it('counts refusals when there are many', () => {
    expect(announce(modelOf(Array.from({ length: 40 }, () => api(401))))).toBe('40 refusals.');
  });
});
