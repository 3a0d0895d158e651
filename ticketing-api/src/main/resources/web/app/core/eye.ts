// What a camera sees: read by the browser where it can (Chrome on Android), else by ourselves.
import {readQr} from './qrread';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{rawValue: string}[]>;
}

declare global {
  interface Window {
    BarcodeDetector?: new (options: {formats: string[]}) => Detector;
  }
}

/** The text of a QR code in the picture of this moment; null if there is none. */
export type Eye = (video: HTMLVideoElement) => Promise<string | null>;

/** A code of 61 modules is read from a third of it; more only takes longer. */
const LARGEST_SIDE = 720;

export function hasCamera(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

export function openEye(): Eye {
  const Detects = window.BarcodeDetector;
  if (Detects) {
    const detector = new Detects({formats: ['qr_code']});
    return async video => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
  }
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', {willReadFrequently: true});
  let attempt = 0;
  return async video => {
    const scale = Math.min(1, LARGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.round(video.videoWidth * scale);
    const height = Math.round(video.videoHeight * scale);
    if (!context || !width || !height) {
      return null;
    }
    canvas.width = width;
    canvas.height = height;
    context.drawImage(video, 0, 0, width, height);
    return readQr(context.getImageData(0, 0, width, height), attempt++);
  };
}
