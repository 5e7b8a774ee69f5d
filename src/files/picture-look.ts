import type { PictureLook } from './content-facts.ts';

/** Grey values, a byte each, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How far a value may be from the corner's to belong to the same margin. */
const MARGIN_TOLERANCE = 12;

/** The picture without a margin of one colour: how much of it somebody leaves around a product varies. */
function contentBox({ width, height, data }: GreyPicture): Box | null {
  const margin = data[0] ?? 0;
  const isMargin = (x: number, y: number): boolean =>
    Math.abs((data[y * width + x] ?? 0) - margin) <= MARGIN_TOLERANCE;
  const rowIsMargin = (y: number): boolean => {
    for (let x = 0; x < width; x += 1) if (!isMargin(x, y)) return false;
    return true;
  };
  const columnIsMargin = (x: number): boolean => {
    for (let y = 0; y < height; y += 1) if (!isMargin(x, y)) return false;
    return true;
  };
  let [left, top, right, bottom] = [0, 0, width, height];
  while (top < bottom && rowIsMargin(top)) top += 1;
  if (top === bottom) return null;
  while (bottom > top && rowIsMargin(bottom - 1)) bottom -= 1;
  while (left < right && columnIsMargin(left)) left += 1;
  while (right > left && columnIsMargin(right - 1)) right -= 1;
  return { left, top, right, bottom };
}

/** The mean of each cell when the box is cut into `columns` × `rows`. */
function cells(picture: GreyPicture, box: Box, columns: number, rows: number): number[] {
  const means: number[] = [];
  const [boxWidth, boxHeight] = [box.right - box.left, box.bottom - box.top];
  for (let row = 0; row < rows; row += 1) {
    const top = box.top + Math.floor((row * boxHeight) / rows);
    const bottom = Math.max(top + 1, box.top + Math.floor(((row + 1) * boxHeight) / rows));
    for (let column = 0; column < columns; column += 1) {
      const left = box.left + Math.floor((column * boxWidth) / columns);
      const right = Math.max(left + 1, box.left + Math.floor(((column + 1) * boxWidth) / columns));
      let sum = 0;
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) sum += picture.data[y * picture.width + x] ?? 0;
      means.push(sum / ((bottom - top) * (right - left)));
    }
  }
  return means;
}

/** A step of light that is less than this is none: what is flat says nothing of what a picture shows. */
const LEAST_STEP = 2;
/** Fewer steps than this of 128 and any two pictures would be alike. */
const LEAST_STEPS = 24;
const SIDE = 8;

/**
 * The difference hash of a picture, 64 bits across and 64 down, margins of one colour left out. Stays nearly the
 * same when it is scaled, compressed or made lighter. Null for a picture that is too plain to be told from others.
 */
export function lookOf(picture: GreyPicture): PictureLook | null {
  const box = contentBox(picture);
  if (box === null) return null;
  const wide = cells(picture, box, SIDE + 1, SIDE);
  const high = cells(picture, box, SIDE, SIDE + 1);
  const across: number[] = [];
  const down: number[] = [];
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const left = at + Math.floor(at / SIDE);
    across.push((wide[left + 1] ?? 0) - (wide[left] ?? 0));
    down.push((high[at + SIDE] ?? 0) - (high[at] ?? 0));
  }
  const steps = [...across, ...down].filter((step) => Math.abs(step) >= LEAST_STEP).length;
  return steps < LEAST_STEPS ? null : { across: bitsOf(across), down: bitsOf(down) };
}

/** A bit for each step: set where it grows lighter. */
function bitsOf(steps: readonly number[]): bigint {
  return steps.reduce((bits, step) => (bits << 1n) | (step >= LEAST_STEP ? 1n : 0n), 0n);
}

function bitsIn(value: bigint): number {
  let count = 0;
  for (let rest = value; rest > 0n; rest &= rest - 1n) count += 1;
  return count;
}

/** How far two pictures are apart, 0 (the same) to 64; the mean of both directions. */
export function lookDistance(a: PictureLook, b: PictureLook): number {
  return Math.round((bitsIn(a.across ^ b.across) + bitsIn(a.down ^ b.down)) / 2);
}
