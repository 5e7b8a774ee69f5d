// Runs before `npm run demo` and `npm test`, on whatever Node the machine has (20 or newer):
// installs what package-lock.json names unless exactly that is installed already, then builds the browser's side
// unless it was built of these very sources.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');

const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  console.error('Installing packages (once) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'npm ci failed: the lines above say why. Parley needs the npm registry once, to install its packages.',
    );
    process.exit(1);
  }
}

// On the Node that the packages brought: the build is TypeScript.
const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const build = spawnSync(own, ['--disable-warning=ExperimentalWarning', 'scripts/web/build.ts'], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  shell: process.platform === 'win32',
});
if (build.status !== 0) {
  console.error('The browser’s side could not be built: the lines above say why.');
  process.exit(1);
}
