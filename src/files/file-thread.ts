import { serveJobs } from '#workers/worker-thread.ts';
import type { FileJob } from './file-jobs.ts';
import { readLetters } from './letters.ts';
import { readFile, readPicturesInside } from './read-file.ts';
import { isTrap } from './trap.ts';

// The thread that looks into files. Decoders and models are loaded by the first job that needs them.

async function work(job: FileJob): Promise<unknown> {
  switch (job.kind) {
    case 'read':
      return readFile(job.bytes);
    case 'pictures-inside':
      return readPicturesInside(job.bytes, job.mediaType);
    case 'letters':
      return readLetters(job.picture);
  }
}

serveJobs(async (job) => {
  try {
    return { value: await work(job as FileJob), transfer: [] };
  } catch (error) {
    // SECURITY: a decoder that ran into a trap may have overwritten its own memory: no other file meets it.
    if (isTrap(error)) process.exit(1);
    throw error;
  }
});
