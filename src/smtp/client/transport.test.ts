import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { TransmitOutcome } from '#flow/ports.ts';
import { PrivateAddress } from '#mail/private-address.ts';
import { openHost } from '#test/support/smtp-host.ts';
import type { HostManners, HostUnderTest } from '#test/support/smtp-host.ts';
import { TEST_CERTIFICATE } from '#test/support/test-certificate.ts';
import type { Dns } from '../dns.ts';
import { zoneDns } from '../dns-zone.ts';
import type { Route, SmarthostRoute } from './route.ts';
import type { TransportOptions } from './transport.ts';
import { SmtpTransport } from './transport.ts';

const MESSAGE = 'From: a@market.example\r\nSubject: hello\r\n\r\n.\r\n..\r\n.x\r\nbye\r\n';
const ON_THE_WIRE = 'From: a@market.example\r\nSubject: hello\r\n\r\n..\r\n...\r\n..x\r\nbye\r\n.\r\n';
const REVERSE_PATH = 'mabc234@bounce.market.example';

const ZONE = zoneDns(
  `
$ORIGIN test.
one.example         MX 10 mx.parley.test.
two.example         MX 10 first.parley.test.
                    MX 20 mx.parley.test.
xn--bcher-kva.example MX 10 mx.parley.test.
mx.parley           A 127.0.0.1
first.parley        A 127.0.0.1
`.replaceAll(/^(\S+\.example) /gmu, '$1. '),
);

interface Given extends Partial<TransportOptions> {
  readonly route?: Partial<Route>;
  readonly dns?: Dns;
}

function transportTo(
  t: TestContext,
  port: number,
  { route, dns = ZONE, ...options }: Given = {},
): SmtpTransport {
  const standard = { kind: 'direct', port, tls: 'opportunistic', ...route } as Route;
  const transport = new SmtpTransport(
    { dns, random: () => 0 },
    {
      helloName: 'parley.market.example',
      routes: { standard, byDomain: new Map() },
      allowInside: true,
      ...options,
    },
  );
  t.after(() => transport.close());
  return transport;
}

const smarthost = (changes: Partial<SmarthostRoute>): Partial<Route> => ({
  kind: 'smarthost',
  host: 'mx.parley.test',
  credentials: null,
  tls: 'none',
  ...changes,
});

const transmit = (
  transport: SmtpTransport,
  to = 'jan@one.example',
  text = MESSAGE,
): Promise<TransmitOutcome> =>
  transport.transmit({
    reversePath: REVERSE_PATH,
    forwardPath: new PrivateAddress(to),
    envelopeId: 'delivery-17',
    bytes: Buffer.from(text, 'latin1'),
  });

/** One message to a host with these manners. */
async function outcomeAt(
  t: TestContext,
  manners: HostManners,
  given: Given = {},
): Promise<readonly [TransmitOutcome, HostUnderTest]> {
  const host = await openHost(t, manners);
  return [await transmit(transportTo(t, host.port, given)), host];
}

/** Timeouts that a test can wait for. */
const short = { connect: 2_000, hello: 300, envelope: 300, dataBlock: 300, dataEnd: 300, courtesy: 300 };

const commandsOf = (host: HostUnderTest, session = 0): readonly string[] =>
  host.sessions[session]?.commands ?? [];

// ------------------------------------------------------------------------------------- what a host is told

test('one message, one recipient: the commands, the octets and the outcome', async (t) => {
  const [outcome, host] = await outcomeAt(t, {});
  assert.deepEqual(outcome, {
    kind: 'handed-over',
    host: 'mx.parley.test',
    code: 250,
    enhanced: '2.0.0',
    answer: 'queued as 4711',
  });
  assert.deepEqual(commandsOf(host), [
    'EHLO parley.market.example',
    `MAIL FROM:<${REVERSE_PATH}>`,
    'RCPT TO:<jan@one.example>',
    'DATA',
  ]);
  assert.deepEqual(host.messages(), [ON_THE_WIRE]);
});

test('RFC 3461, RFC 1870: parameters go to a host that offers them, and no ORCPT to any', async (t) => {
  const [, host] = await outcomeAt(t, {
    extensions: ['PIPELINING', 'SIZE 100000', 'DSN', '8BITMIME', 'SMTPUTF8'],
  });
  assert.deepEqual(commandsOf(host).slice(1), [
    `MAIL FROM:<${REVERSE_PATH}> SIZE=${MESSAGE.length} RET=HDRS ENVID=delivery-17`,
    'RCPT TO:<jan@one.example> NOTIFY=FAILURE,DELAY',
    'DATA',
  ]);
  assert.deepEqual(host.messages(), [ON_THE_WIRE]);
});

test('a host without EHLO is spoken to with HELO', async (t) => {
  const [outcome, host] = await outcomeAt(t, { answers: { EHLO: '502 what?' } });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(commandsOf(host)[1], 'HELO parley.market.example');
});

test('RFC 1870: a message over the limit of the host is not offered', async (t) => {
  const [outcome, host] = await outcomeAt(t, { extensions: ['SIZE 10'] });
  assert.equal(outcome.kind, 'refused');
  assert.equal(outcome.enhanced, '5.3.4');
  assert.ok(commandsOf(host).every((command) => !command.startsWith('MAIL')));
});

test('I8: an address beyond ASCII needs SMTPUTF8, its domain alone does not', async (t) => {
  const plain = await openHost(t, {});
  const utf8 = await openHost(t, { extensions: ['SMTPUTF8'] });
  const refused = await transmit(transportTo(t, plain.port), 'jürgen@bücher.example');
  assert.deepEqual([refused.kind, refused.enhanced, refused.code], ['refused', '5.6.7', null]);
  assert.equal(commandsOf(plain).filter((command) => !/^(?:EHLO|RSET)/u.test(command)).length, 0);

  assert.equal((await transmit(transportTo(t, utf8.port), 'jürgen@bücher.example')).kind, 'handed-over');
  assert.ok(commandsOf(utf8)[1]?.endsWith('> SMTPUTF8'));
  const octets = Buffer.from('RCPT TO:<jürgen@xn--bcher-kva.example>').toString('latin1');
  assert.equal(commandsOf(utf8)[2], octets);

  assert.equal((await transmit(transportTo(t, plain.port), 'jan@bücher.example')).kind, 'handed-over');
  assert.ok(commandsOf(plain, 1).includes('RCPT TO:<jan@xn--bcher-kva.example>'));
});

test('RFC 6152: 8-bit content goes to a host that takes it alone', async (t) => {
  const text = 'Subject: x\r\n\r\ncaf\u00e9\r\n';
  const able = await openHost(t, { extensions: ['8BITMIME'] });
  const unable = await openHost(t);
  assert.equal((await transmit(transportTo(t, able.port), 'jan@one.example', text)).kind, 'handed-over');
  assert.ok(commandsOf(able)[1]?.endsWith(' BODY=8BITMIME'));
  assert.deepEqual(able.messages(), [`${text}.\r\n`]);
  const outcome = await transmit(transportTo(t, unable.port), 'jan@one.example', text);
  assert.deepEqual([outcome.kind, outcome.enhanced], ['refused', '5.6.3']);
});

// ------------------------------------------------------------------------------------- what a host answers

const answers: readonly (readonly [verb: string, reply: string, kind: TransmitOutcome['kind']])[] = [
  ['MAIL', '550 5.7.1 not you', 'refused'],
  ['MAIL', '451 4.3.0 not now', 'deferred'],
  ['MAIL', '530 5.7.0 authenticate', 'deferred'],
  ['RCPT', '550-5.1.1 no such\r\n550 5.1.1 user', 'refused'],
  ['RCPT', '450 4.2.0 greylisted', 'deferred'],
  ['DATA', '554 5.5.1 no', 'refused'],
  ['DATA', '451 4.3.0 later', 'deferred'],
  ['DOT', '554 5.7.1 spam', 'refused'],
  ['DOT', '452 4.3.1 full', 'deferred'],
];

for (const [verb, reply, kind] of answers) {
  for (const extensions of [[], ['PIPELINING']]) {
    test(`${verb} answered ${reply.split('\r\n', 1)[0]}${extensions.length > 0 ? ', pipelined' : ''}: ${kind}`, async (t) => {
      // A sound host refuses what comes after a refusal; this one goes on, which must change nothing.
      const [outcome, host] = await outcomeAt(t, { extensions, answers: { [verb]: reply } });
      const [, code, enhanced] = /^(\d+)[ -](\S+)/u.exec(reply) ?? [];
      assert.deepEqual([outcome.kind, outcome.code, outcome.enhanced], [kind, Number(code), enhanced]);
      assert.equal(outcome.host, 'mx.parley.test');
      assert.ok(host.messages().every((message) => verb === 'DOT' || message === '.\r\n'));
    });
  }
}

test('a refused message is put aside, and the session serves the next one', async (t) => {
  const host = await openHost(t, {
    answers: { RCPT: (_, command) => (command.includes('gone') ? '550 5.1.1 gone' : '250 ok') },
  });
  const transport = transportTo(t, host.port);
  assert.equal((await transmit(transport, 'gone@one.example')).kind, 'refused');
  assert.equal((await transmit(transport, 'jan@one.example')).kind, 'handed-over');
  assert.equal(host.sessions.length, 1);
  assert.deepEqual(
    commandsOf(host).map((command) => command.split(' ')[0]),
    ['EHLO', 'MAIL', 'RCPT', 'RSET', 'MAIL', 'RCPT', 'DATA'],
  );
});

test('the answer of the remote is kept in one line of at most 500 characters', async (t) => {
  const lines = Array.from(
    { length: 50 },
    (_, index) => `550${index === 49 ? ' ' : '-'}5.1.1 ${'x'.repeat(80)}\u0007`,
  );
  const [outcome] = await outcomeAt(t, { answers: { RCPT: lines.join('\r\n') } });
  assert.equal(outcome.kind, 'refused');
  assert.match(outcome.answer, /^[x ]{500}$/u);
});

// ------------------------------------------------------------------------------- one host after the other

/** The better exchanger has these manners, the other one is sound; both listen on one port and are told apart. */
async function withBackup(
  t: TestContext,
  manners: HostManners,
): Promise<readonly [TransmitOutcome, HostUnderTest]> {
  let connections = 0;
  const { answers = {} } = manners;
  const firstOnly = (verb: string): HostManners['answers'] => {
    const own = answers[verb];
    return own === undefined
      ? {}
      : {
          [verb]: (peer, command) =>
            connections === 1
              ? typeof own === 'string'
                ? own
                : own(peer, command)
              : verb === 'EHLO'
                ? '250 backup'
                : '250 ok',
        };
  };
  const host = await openHost(t, {
    ...manners,
    answers: {
      ...firstOnly('MAIL'),
      ...firstOnly('RCPT'),
      EHLO: (peer, command) => {
        connections += 1;
        const own = answers['EHLO'];
        if (connections > 1 || own === undefined) return '250 mx.parley.test';
        return typeof own === 'string' ? own : own(peer, command);
      },
    },
  });
  const transport = transportTo(t, host.port);
  return [await transmit(transport, 'jan@two.example'), host];
}

test('RFC 5321 §3.8: 421 to MAIL sends us to the next exchanger', async (t) => {
  const [outcome, host] = await withBackup(t, { answers: { MAIL: '421 4.3.2 going down' } });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(outcome.host, 'mx.parley.test');
  assert.equal(host.sessions.length, 2);
});

test('a connection that breaks before the message sends us to the next exchanger', async (t) => {
  const [outcome, host] = await withBackup(t, {
    answers: {
      RCPT: (peer) => {
        peer.vanishes();
        return null;
      },
    },
  });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(host.sessions.length, 2);
});

test('450 to RCPT does not: the exchangers of a domain share their greylist', async (t) => {
  const [outcome, host] = await withBackup(t, { answers: { RCPT: '450 4.2.0 greylisted' } });
  assert.deepEqual([outcome.kind, outcome.host], ['deferred', 'first.parley.test']);
  assert.equal(host.sessions.length, 1);
});

test('RFC 5321 §3.1: a host that greets with 554 takes no mail now, so another is tried, and all later', async (t) => {
  const host = await openHost(t, { greeting: '554 5.3.2 no mail here' });
  const outcome = await transmit(transportTo(t, host.port), 'jan@two.example');
  assert.deepEqual([outcome.kind, outcome.code, outcome.enhanced], ['deferred', 554, '5.3.2']);
  assert.equal(host.sessions.length, 2);
});

test('a greeting that is none is no word on the message', async (t) => {
  const [outcome] = await outcomeAt(t, { greeting: '250 2.0.0 queued' });
  assert.deepEqual([outcome.kind, outcome.code, outcome.enhanced], ['deferred', null, '4.4.2']);
});

test('nobody listens: deferred', async (t) => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  const outcome = await transmit(transportTo(t, port));
  assert.deepEqual([outcome.kind, outcome.enhanced, outcome.code], ['deferred', '4.4.1', null]);
});

test('RFC 1047: a connection that breaks after the final dot is not tried elsewhere at once', async (t) => {
  const host = await openHost(t, {
    answers: {
      DOT: (peer) => {
        peer.vanishes();
        return null;
      },
    },
  });
  const outcome = await transmit(transportTo(t, host.port), 'jan@two.example');
  assert.deepEqual([outcome.kind, outcome.enhanced], ['deferred', '4.4.2']);
  assert.equal(host.messages().length, 1);
});

test('T14: a mail exchanger inside is refused, and nobody connects to it', async (t) => {
  const [outcome, host] = await outcomeAt(t, {}, { allowInside: false });
  assert.deepEqual([outcome.kind, outcome.enhanced, outcome.code], ['refused', '5.4.4', null]);
  assert.equal(host.sessions.length, 0);
});

test('T14: the connection goes to the address that was looked up, whatever the DNS says next', async (t) => {
  let asked = 0;
  const host = await openHost(t);
  const dns: Dns = {
    resolve: async (name, type) => {
      if (type !== 'A') return ZONE.resolve(name, type);
      asked += 1;
      // Nobody listens at the second one.
      return [asked === 1 ? '127.0.0.1' : '127.0.0.77'];
    },
  };
  const transport = transportTo(t, host.port, { dns });
  assert.equal((await transmit(transport)).kind, 'handed-over');
  assert.equal(asked, 1);
});

test('T14: the operator may choose a smarthost inside', async (t) => {
  const [outcome, host] = await outcomeAt(t, {}, { allowInside: false, route: smarthost({}) });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(host.messages().length, 1);
});

test('T4, T5: an address that could become a second command or parameter is refused before any connection', async (t) => {
  const host = await openHost(t);
  const transport = transportTo(t, host.port);
  const bad = [
    'a\r\nRCPT TO:<b@one.example>@one.example',
    '"foo@a> ORCPT=x@y"@one.example',
    'a@one.example\n',
    'a',
    'a@[127.0.0.1]',
  ];
  for (const address of bad) {
    const outcome = await transmit(transport, address);
    assert.deepEqual([outcome.kind, outcome.enhanced], ['refused', '5.1.3'], address);
  }
  assert.equal((await transmit(transport, '"x@gmail.com y"@one.example')).kind, 'handed-over');
  assert.ok(commandsOf(host).includes('RCPT TO:<"x@gmail.com y"@one.example>'));
});

test('bytes and envelopes that our own code must not make are faults', async (t) => {
  const transport = transportTo(t, 25);
  const request = {
    reversePath: REVERSE_PATH,
    forwardPath: new PrivateAddress('a@one.example'),
    envelopeId: 'd',
    bytes: Buffer.from('a\r\n'),
  };
  for (const change of [{ bytes: Buffer.from('a\n') }, { reversePath: 'a\r\n@b' }, { envelopeId: 'a b' }])
    await assert.rejects(transport.transmit({ ...request, ...change }), TypeError);
  assert.throws(() => transportTo(t, 25, { helloName: 'a\r\nMAIL FROM:<>' }), RangeError);
});

// ------------------------------------------------------------------------------------------------ TLS, AUTH

test('opportunistic: encrypted where it is offered, whatever the certificate', async (t) => {
  const [outcome, host] = await outcomeAt(t, { extensions: ['STARTTLS', 'SIZE 1000'] });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(host.sessions[0]?.secure, true);
  assert.deepEqual(
    commandsOf(host).map((command) => command.split(' ')[0]),
    ['EHLO', 'STARTTLS', 'EHLO', 'MAIL', 'RCPT', 'DATA'],
  );
});

for (const [what, answer] of [
  ['refused', '454 4.7.0 not now'],
  ['broken', '220 2.0.0 go ahead'],
] as const) {
  test(`opportunistic: where STARTTLS is ${what} the message goes in the clear (RFC 7435)`, async (t) => {
    const [outcome, host] = await outcomeAt(t, {
      extensions: ['STARTTLS'],
      answers: {
        STARTTLS: async (peer) => {
          peer.sends(`${answer}\r\n`);
          if (what === 'broken') {
            await peer.hearsUpTo('\x16');
            peer.sends('this is no TLS\r\n');
          }
          return null;
        },
      },
    });
    assert.equal(outcome.kind, 'handed-over');
    assert.deepEqual(
      host.sessions.map(({ secure, messages }) => [secure, messages.length]),
      [
        [false, 0],
        [false, 1],
      ],
    );
  });

  test(`T6: required: where STARTTLS is ${what} nothing is sent`, async (t) => {
    const [outcome, host] = await outcomeAt(
      t,
      {
        extensions: ['STARTTLS'],
        answers: {
          STARTTLS: async (peer) => {
            peer.sends(`${answer}\r\n`);
            if (what === 'broken') {
              await peer.hearsUpTo('\x16');
              peer.sends('this is no TLS\r\n');
            }
            return null;
          },
        },
      },
      { route: { tls: 'required' } },
    );
    assert.equal(outcome.kind, 'deferred');
    assert.ok(
      host.sessions.every(({ commands }) => commands.every((command) => !command.startsWith('MAIL'))),
    );
    assert.equal(host.sessions.length, 1);
  });
}

test('T6: required: where STARTTLS is not offered, or EHLO refused, nothing is sent', async (t) => {
  for (const manners of [{ answers: { STARTTLS: '502 no' } }, { answers: { EHLO: '502 no' } }]) {
    const [outcome, host] = await outcomeAt(t, manners, { route: { tls: 'required' } });
    assert.equal(outcome.kind, 'deferred');
    assert.ok(commandsOf(host).every((command) => !command.startsWith('MAIL')));
  }
});

test('T6: required and implicit: a certificate must be trusted and name the host', async (t) => {
  const trustedCertificates = [TEST_CERTIFICATE.certificate];
  for (const tls of ['required', 'implicit'] as const) {
    const manners = { extensions: ['STARTTLS'], implicitTls: tls === 'implicit' };
    const route = smarthost({ tls });
    const [trusted, host] = await outcomeAt(t, manners, { route, trustedCertificates });
    assert.equal(trusted.kind, 'handed-over');
    assert.equal(host.sessions[0]?.secure, true);
    const [untrusted, second] = await outcomeAt(t, manners, { route });
    assert.deepEqual([untrusted.kind, untrusted.enhanced], ['deferred', '4.7.5']);
    const [other, third] = await outcomeAt(t, manners, {
      route: smarthost({ tls, host: 'first.parley.test' }),
      trustedCertificates,
    });
    assert.deepEqual([other.kind, other.enhanced], ['deferred', '4.7.5']);
    for (const { sessions } of [second, third])
      assert.ok(sessions.every(({ commands }) => commands.every((command) => !command.startsWith('MAIL'))));
  }
});

test('T6: what a host (or whoever stands between) sends along with the 220 counts for nothing', async (t) => {
  const [outcome, host] = await outcomeAt(t, {
    extensions: ['STARTTLS'],
    answers: { STARTTLS: '220 2.0.0 go ahead\r\n250-evil\r\n250-SIZE 1\r\n250 AUTH PLAIN\r\n250 2.1.0 ok' },
  });
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(host.sessions[0]?.secure, true);
  assert.deepEqual(
    commandsOf(host).map((command) => command.split(' ')[0]),
    ['EHLO', 'STARTTLS', 'EHLO', 'MAIL', 'RCPT', 'DATA'],
  );
  assert.deepEqual(host.messages(), [ON_THE_WIRE]);
});

test('T6: half a reply along with the 220 ends the session', async (t) => {
  const [outcome, host] = await outcomeAt(
    t,
    { extensions: ['STARTTLS'], answers: { STARTTLS: '220 2.0.0 go ahead\r\n250-half a reply' } },
    { route: { tls: 'required' }, timeouts: short },
  );
  assert.equal(outcome.kind, 'deferred');
  assert.deepEqual(commandsOf(host), ['EHLO parley.market.example', 'STARTTLS']);
});

test('a smarthost that wants a password gets it, over TLS', async (t) => {
  const route = smarthost({ tls: 'required', credentials: { user: 'parley', password: 'p w' } });
  const [outcome, host] = await outcomeAt(
    t,
    { extensions: ['STARTTLS', 'AUTH PLAIN LOGIN'] },
    { route, trustedCertificates: [TEST_CERTIFICATE.certificate] },
  );
  assert.equal(outcome.kind, 'handed-over');
  assert.equal(commandsOf(host)[3], `AUTH PLAIN ${Buffer.from('\0parley\0p w').toString('base64')}`);
});

test('a smarthost that refuses the password defers the message: it is the configuration that is wrong', async (t) => {
  const route = smarthost({ tls: 'implicit', credentials: { user: 'parley', password: 'wrong' } });
  const [outcome, host] = await outcomeAt(
    t,
    { implicitTls: true, extensions: ['AUTH PLAIN'], answers: { AUTH: '535 5.7.8 wrong password' } },
    { route, trustedCertificates: [TEST_CERTIFICATE.certificate] },
  );
  assert.deepEqual([outcome.kind, outcome.code, outcome.enhanced], ['deferred', 535, '5.7.8']);
  assert.ok(commandsOf(host).every((command) => !command.startsWith('MAIL')));
});

// ---------------------------------------------------------------------------------------- time and malice

const silence = (): null => null;

for (const verb of ['EHLO', 'MAIL', 'RCPT', 'DATA', 'DOT']) {
  test(`a host that falls silent at ${verb} is given up`, async (t) => {
    const [outcome, host] = await outcomeAt(t, { answers: { [verb]: silence } }, { timeouts: short });
    assert.deepEqual([outcome.kind, outcome.enhanced, outcome.code], ['deferred', '4.4.2', null]);
    await host.allEnded();
  });
}

test('a host that says nothing at all, and one that never ends a reply, are given up', async (t) => {
  const [silent] = await outcomeAt(t, { greeting: '220-wait\r\n220-wait' }, { timeouts: short });
  assert.equal(silent.kind, 'deferred');
  const [endless] = await outcomeAt(t, {
    answers: {
      EHLO: (peer) => {
        peer.sends('250-x'.padEnd(200_000, 'x'));
        return null;
      },
    },
  });
  assert.deepEqual([endless.kind, endless.code], ['deferred', null]);
});

test('a host that stops taking the message is given up', async (t) => {
  const host = await openHost(t, {
    answers: {
      DATA: (peer) => {
        peer.sends('354 go ahead\r\n');
        peer.stopsListening();
        return null;
      },
    },
  });
  const text = `Subject: big\r\n\r\n${'x'.repeat(76)}\r\n`.replace(/x+\r\n/u, (line) => line.repeat(200_000));
  const outcome = await transmit(transportTo(t, host.port, { timeouts: short }), 'jan@one.example', text);
  assert.deepEqual([outcome.kind, outcome.enhanced], ['deferred', '4.4.2']);
});

test('an attempt ends when it has lasted long enough, whatever the timeouts of its parts', async (t) => {
  const [outcome] = await outcomeAt(
    t,
    { extensions: [], answers: { MAIL: silence } },
    { limits: { attemptMs: 300 } },
  );
  assert.equal(outcome.kind, 'deferred');
});

test('a host that answers before the message is over is not believed, and not spoken to again', async (t) => {
  const host = await openHost(t, {
    answers: { DATA: (peer) => (peer.sends('354 go ahead\r\n'), peer.sends('250 2.0.0 taken\r\n'), null) },
  });
  const transport = transportTo(t, host.port);
  const text = `Subject: big\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(100_000)}`;
  assert.deepEqual((await transmit(transport, 'jan@one.example', text)).kind, 'deferred');
  await host.allEnded();
  assert.equal((await transmit(transport, 'jan@one.example', text)).kind, 'deferred');
  assert.equal(host.sessions.length, 2);
});

for (const extra of [1, 2, 3]) {
  test(`${extra} positive replies out of turn hand nothing over`, async (t) => {
    const [outcome, host] = await outcomeAt(t, {
      answers: { EHLO: `250 mx${'\r\n250 2.0.0 queued'.repeat(extra)}` },
    });
    assert.equal(outcome.kind, 'deferred');
    await host.allEnded();
    assert.deepEqual(host.messages(), []);
  });
}

test('250 to DATA is no leave to send', async (t) => {
  const [outcome, host] = await outcomeAt(t, { answers: { DATA: '250 go ahead' } });
  assert.equal(outcome.kind, 'deferred');
  await host.allEnded();
  assert.deepEqual(commandsOf(host).slice(3), ['DATA']);
});

// ---------------------------------------------------------------------------------------- the use of sessions

const verbsOf = (host: HostUnderTest): string[] =>
  host.sessions.map(({ commands }) => commands.map((command) => command[0]).join(''));

test('messages to one host share a session, up to a number', async (t) => {
  const host = await openHost(t);
  const transport = transportTo(t, host.port, { limits: { messagesPerConnection: 2 } });
  for (let index = 0; index < 3; index++) assert.equal((await transmit(transport)).kind, 'handed-over');
  await transport.close();
  assert.deepEqual(verbsOf(host), ['EMRDMRDQ', 'EMRDQ']);
});

test('no host gets more connections than it is to bear; all the mail goes all the same', async (t) => {
  let open = 0;
  let most = 0;
  const host = await openHost(t, {
    answers: {
      EHLO: () => {
        open += 1;
        most = Math.max(most, open);
        return '250 mx';
      },
      QUIT: () => {
        open -= 1;
        return '221 bye';
      },
    },
  });
  const transport = transportTo(t, host.port, {
    limits: { connectionsPerHost: 3, messagesPerConnection: 4 },
  });
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => transmit(transport)));
  assert.ok(outcomes.every(({ kind }) => kind === 'handed-over'));
  assert.equal(host.messages().length, 40);
  assert.ok(most <= 4, `${most} at a time`);
  assert.ok(host.sessions.every(({ messages }) => messages.length <= 4));
});

for (const [what, limits] of [
  ['its turn comes too late', { turnMs: 20, closeMs: 200 }],
  ['the server stops', { closeMs: 1 }],
] as const) {
  test(`who waits at a busy host is deferred when ${what}`, async (t) => {
    const started = Promise.withResolvers<void>();
    const host = await openHost(t, {
      answers: {
        DOT: () => {
          started.resolve();
          return null;
        },
      },
    });
    const transport = transportTo(t, host.port, { limits: { connectionsPerHost: 1, ...limits } });
    const outcomes = [transmit(transport), transmit(transport)];
    await started.promise;
    await transport.close();
    assert.deepEqual(
      (await Promise.all(outcomes)).map(({ kind, enhanced }) => [kind, enhanced]),
      [
        ['deferred', '4.4.2'],
        ['deferred', '4.4.5'],
      ],
    );
    assert.equal(host.sessions.length, 1);
  });
}

test('a session that the host has ended is replaced without a word', async (t) => {
  const host = await openHost(t, {
    answers: {
      DOT: (peer) => {
        peer.sends('250 2.0.0 queued\r\n');
        peer.hangsUp();
        return null;
      },
    },
  });
  const transport = transportTo(t, host.port);
  for (let index = 0; index < 3; index++) assert.equal((await transmit(transport)).kind, 'handed-over');
  assert.equal(host.messages().length, 3);
});

test('a kept session that the host ends with 421 is replaced by a new one', async (t) => {
  let mails = 0;
  const host = await openHost(t, {
    answers: {
      MAIL: () => {
        mails += 1;
        return mails === 2 ? '421 4.7.0 enough for one connection' : '250 ok';
      },
    },
  });
  const transport = transportTo(t, host.port);
  assert.equal((await transmit(transport)).kind, 'handed-over');
  assert.equal((await transmit(transport)).kind, 'handed-over');
  assert.equal(host.sessions.length, 2);
});

test('an idle session is left with QUIT', async (t) => {
  const host = await openHost(t);
  const transport = transportTo(t, host.port, { limits: { idleMs: 20 } });
  await transmit(transport);
  await host.allEnded();
  assert.deepEqual(verbsOf(host), ['EMRDQ']);
});

test('close lets the mail under way arrive, takes leave of idle hosts and takes no more', async (t) => {
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const host = await openHost(t, {
    answers: {
      DOT: async () => {
        started.resolve();
        await goOn.promise;
        return '250 2.0.0 queued';
      },
    },
  });
  const transport = transportTo(t, host.port);
  const sending = transmit(transport);
  await started.promise;
  const closing = transport.close();
  assert.deepEqual((await transmit(transport)).enhanced, '4.3.2');
  goOn.resolve();
  assert.equal((await sending).kind, 'handed-over');
  await closing;
  assert.deepEqual(verbsOf(host), ['EMRDQ']);
});

test('close breaks off what takes too long', async (t) => {
  const started = Promise.withResolvers<void>();
  const host = await openHost(t, {
    answers: {
      DOT: () => {
        started.resolve();
        return null;
      },
    },
  });
  const transport = transportTo(t, host.port, { limits: { closeMs: 20 } });
  const sending = transmit(transport);
  await started.promise;
  await transport.close();
  assert.equal((await sending).kind, 'deferred');
  await host.allEnded();
});
