import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import { Icon } from '#web/ui/icon.tsx';

import styles from './file-picture.module.css';

/** CSS pixels; drawn twice as fine. */
const SIDE = 32;
const FINENESS = 2;

/**
 * A picture in small, drawn by hand: the page's policy loads pictures from the server alone, and a file that wasn't
 * sent yet is on no server. Whatever is no picture has a sign.
 */
export function FilePicture({ file }: { readonly file: File }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => {
    if (!file.type.startsWith('image/')) return undefined;
    let isGone = false;
    void createImageBitmap(file, { resizeHeight: SIDE * FINENESS, resizeQuality: 'medium' }).then(
      (bitmap) => {
        if (!isGone) {
          draw(canvas.current, bitmap);
          setIsDrawn(true);
        }
        bitmap.close();
      },
      // It says that it is a picture, but it is none that this browser knows.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [file]);
  return (
    <span className={styles['picture']}>
      <canvas ref={canvas} hidden={!isDrawn} aria-hidden="true" />
      {isDrawn ? null : <Icon name="file" />}
    </span>
  );
}

/** The middle of the picture, as a square. */
function draw(canvas: HTMLCanvasElement | null, bitmap: ImageBitmap): void {
  if (canvas === null) return;
  const side = SIDE * FINENESS;
  canvas.width = side;
  canvas.height = side;
  const scale = Math.max(side / bitmap.width, side / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext('2d')?.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
}
