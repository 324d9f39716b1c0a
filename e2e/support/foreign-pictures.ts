import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** What A1111 writes: its own words for sampler, clip skip and hires fix. */
export const A1111_TEXT =
  'masterpiece, a red castle, (fog:1.2)\nNegative prompt: lowres, people\n' +
  'Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 3164588123, Size: 320x480, ' +
  'Model hash: e3b0c44298, Model: animeXL_v3, Clip skip: 2, Version: v1.10.1';

const COMFYUI_GRAPH = {
  3: {
    class_type: 'KSampler',
    inputs: {
      seed: 42,
      steps: 20,
      cfg: 8,
      sampler_name: 'euler',
      scheduler: 'normal',
      positive: ['6', 0],
      negative: ['7', 0],
    },
  },
  4: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'v1-5.safetensors' } },
  6: { class_type: 'CLIPTextEncode', inputs: { text: 'a glass bottle with a galaxy', clip: ['4', 1] } },
  7: { class_type: 'CLIPTextEncode', inputs: { text: 'watermark', clip: ['4', 1] } },
};

/** A gradient in a colour: no two colours look alike. */
function plain(colour: string, width: number, height: number): Sharp {
  const gradient = `<svg width="${width}" height="${height}"><defs><linearGradient id="g" x2="1" y2="1">
    <stop stop-color="${colour}"/><stop offset="1" stop-color="#111"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  return sharp(Buffer.from(gradient));
}

/** Puts a text where PNG has it: in a chunk behind the header. */
function withText(png: Buffer, keyword: string, text: string): Buffer {
  const body = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1');
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, 33), length, body, sum, png.subarray(33)]);
}

/** A PNG of A1111. */
export async function a1111Png(colour = '#c0392b'): Promise<Buffer> {
  return withText(await plain(colour, 320, 480).png().toBuffer(), 'parameters', A1111_TEXT);
}

/** A PNG of ComfyUI: a graph in place of settings. */
export async function comfyUiPng(): Promise<Buffer> {
  const png = await plain('#2980b9', 512, 512).png().toBuffer();
  return withText(png, 'prompt', JSON.stringify(COMFYUI_GRAPH));
}

/** A JPEG with A1111's text as the comment of its EXIF block, as libvips writes it. */
export async function exifJpeg(): Promise<Buffer> {
  const text = A1111_TEXT.replace('red castle', 'yellow castle').replace('3164588123', '77');
  return plain('#f1c40f', 480, 320)
    .withExif({ IFD2: { UserComment: text } })
    .jpeg()
    .toBuffer();
}
