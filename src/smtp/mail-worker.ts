import { workerData } from 'node:worker_threads';
import { composeAndSign } from '#mail/compose-signed.ts';
import { writtenContent } from '#mail/written-content.ts';
import { cachingDns } from './dns-cache.ts';
import { systemDns } from './dns-system.ts';
import { zoneDns } from './dns-zone.ts';
import type { Dns } from './dns.ts';
import type { DnsSettings, MailJob, MailWorkerData } from './mail-jobs.ts';
import { readIncoming } from './read-incoming.ts';
import { serveJobs } from '#workers/worker-thread.ts';
import type { JobResult } from '#workers/worker-thread.ts';

// The thread that reads and writes mail. It asks DNS itself and has a cache of its own: with two to four threads
// each busy sender's records are fetched two to four times in five minutes, and no look-up crosses a thread.

/** The time of the latest job: exact enough for answers that are kept for minutes. */
let now = new Date(0);

function dnsOf(settings: DnsSettings): Dns {
  if (settings.kind === 'zone') return zoneDns(settings.text);
  return cachingDns(systemDns({ servers: settings.servers }), { now: () => now });
}

const data = workerData as MailWorkerData;
const dns = dnsOf(data.dns);

async function work(job: MailJob): Promise<JobResult> {
  if (job.kind === 'write') {
    const bytes = composeAndSign(job.mail, job.key, { now });
    return { value: bytes, transfer: transferable([bytes]) };
  }
  if (job.kind === 'clean') {
    const { written, privateValues, maxFileBytes, words } = job.request;
    const content = writtenContent(written, privateValues, { maxFileBytes, words });
    return { value: content, transfer: transferable(content.files.map(({ bytes }) => bytes)) };
  }
  const reading = await readIncoming(job.request, dns, now, data);
  return { value: reading, transfer: transferable(reading.content?.files.map(({ bytes }) => bytes) ?? []) };
}

/** Copying this much costs less than handing it over. */
const WORTH_TRANSFERRING = 65_536;

/** The buffers that belong to one array alone; a slice of the message would drag all of it along. */
function transferable(arrays: readonly Uint8Array[]): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer, byteLength } of arrays)
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > WORTH_TRANSFERRING)
      buffers.add(buffer);
  return [...buffers];
}

serveJobs((job, at) => {
  now = at;
  return work(job as MailJob);
});
