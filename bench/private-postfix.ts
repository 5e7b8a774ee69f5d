import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { familyCpuSeconds } from './processor-time.ts';

const PORT = 25_257;

const MASTER = `127.0.0.1:${PORT} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

function mainConfiguration(folder: string, domain: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/maillog
maillog_file_prefixes = /var, ${folder}
myhostname = postfix.bench.example
mydestination =
local_recipient_maps =
alias_maps =
relay_domains = ${domain}
relay_recipient_maps =
relay_transport = discard:
default_transport = discard:
mynetworks = 127.0.0.1/32
smtpd_relay_restrictions = permit_mynetworks, reject
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
in_flow_delay = 0s
message_size_limit = 26214400
`;
}

function userId(name: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  return Number(line?.split(':')[2] ?? 0);
}

async function isListening(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(PORT, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** A Postfix of its own on loopback that queues durably, as it does by default, and then discards. Needs root. */
export async function startPostfix(
  folder: string,
  domain: string,
): Promise<{ readonly port: number; cpuSeconds(): number; stop(): Promise<void> }> {
  for (const part of ['etc', 'spool', 'data']) mkdirSync(join(folder, part), { recursive: true });
  for (let path = folder; path !== '/'; path = join(path, '..'))
    if (path.includes('parley-bench')) chmodSync(path, 0o755);
  chownSync(join(folder, 'data'), userId('postfix'), 0);
  writeFileSync(join(folder, 'etc/main.cf'), mainConfiguration(folder, domain));
  writeFileSync(join(folder, 'etc/master.cf'), MASTER);
  const postfix = (verb: string): void => {
    const { status, stderr } = spawnSync('/usr/sbin/postfix', ['-c', join(folder, 'etc'), verb], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`postfix ${verb}: ${stderr}`);
  };
  postfix('start');
  const deadline = Date.now() + 10_000;
  while (!(await isListening())) {
    if (Date.now() > deadline) throw new Error('Postfix did not start within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port: PORT,
    // All its processes are children of master.
    cpuSeconds: () => familyCpuSeconds(readFileSync(join(folder, 'spool/pid/master.pid'), 'utf8').trim()),
    stop: async () => {
      postfix('stop');
      const end = Date.now() + 10_000;
      while ((await isListening()) && Date.now() < end)
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}
