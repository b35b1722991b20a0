import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PNG } from 'pngjs';
import type { IgnoredArea } from '../request';
import type { Configuration } from './configuration';

/** What a comparison with the baseline found. */
export interface VisualResult {
  readonly status: 'PASSED' | 'FAILED' | 'BASELINE';
  /** Percent of the pixels that differ. */
  readonly variancePercentage?: number;
  readonly thresholdPercentage?: number;
  /** File name of the picture that shows where. */
  readonly differenceImage?: string;
  readonly reason?: string;
}

/** Visual monitoring against a baseline directory: the first screenshot of a name becomes its baseline. */
export class VisualMonitoring {
  readonly results: (VisualResult & { readonly fileName: string })[] = [];
  readonly #areas: readonly IgnoredArea[];
  readonly #fresh = new Map<string, Buffer>();

  constructor(
    private readonly order: {
      readonly baselineDirectory: string;
      readonly ignoredAreas: readonly IgnoredArea[];
      readonly updateBaseline: boolean;
    },
    private readonly configuration: Configuration,
    private readonly artifacts: string,
  ) {
    this.#areas = [...order.ignoredAreas, ...readIgnoredAreas(join(order.baselineDirectory, 'ignore.json'))];
  }

  async compare(fileName: string, image: Buffer): Promise<VisualResult | undefined> {
    if (!this.configuration.get('visualCompareWithBaseRun')) return undefined;
    const file = join(this.order.baselineDirectory, fileName);
    const baseline = this.order.updateBaseline || !existsSync(file) ? undefined : readFileSync(file);
    const result =
      baseline === undefined
        ? this.#remember(fileName, image)
        : baseline.equals(image)
          ? this.#same()
          : await this.#difference(fileName, PNG.sync.read(baseline), PNG.sync.read(image));
    this.results.push({ ...result, fileName });
    return result;
  }

  /** Failures, each as a sentence; none where the script has set that they do not fail the run. */
  failures(): string[] {
    if (!this.configuration.get('failCanaryRunOnVisualVariance')) return [];
    return this.results
      .filter((result) => result.status === 'FAILED')
      .map((result) => `${result.fileName}: ${result.reason}`);
  }

  /** New baselines are kept only where the run passed, as AWS takes its first successful run. Returns their names. */
  keepBaselines(): string[] {
    if (this.#fresh.size === 0) return [];
    mkdirSync(this.order.baselineDirectory, { recursive: true });
    for (const [fileName, image] of this.#fresh) writeFileSync(join(this.order.baselineDirectory, fileName), image);
    return [...this.#fresh.keys()];
  }

  #same(): VisualResult {
    const thresholdPercentage = Number(this.configuration.get('visualVarianceThresholdPercentage'));
    return { status: 'PASSED', variancePercentage: 0, thresholdPercentage };
  }

  #remember(fileName: string, image: Buffer): VisualResult {
    this.#fresh.set(fileName, image);
    return { status: 'BASELINE' };
  }

  async #difference(fileName: string, base: PNG, current: PNG): Promise<VisualResult> {
    const thresholdPercentage = Number(this.configuration.get('visualVarianceThresholdPercentage'));
    if (base.width !== current.width || base.height !== current.height) {
      return {
        status: 'FAILED',
        thresholdPercentage,
        reason: `it is ${current.width}×${current.height} pixels, its baseline ${base.width}×${base.height}`,
      };
    }
    const { default: pixelmatch } = await import('pixelmatch');
    for (const area of this.#areas)
      if (sameScreenshot(area.screenshot, fileName)) for (const image of [base, current]) blank(image, area);
    const difference = new PNG({ width: base.width, height: base.height });
    const pixels = pixelmatch(base.data, current.data, difference.data, base.width, base.height, {
      threshold: 0.1,
      diffColor: colorOf(this.configuration.get('visualVarianceHighlightHexColor')),
    });
    const variancePercentage = Math.round((pixels / (base.width * base.height)) * 1e6) / 1e4;
    if (variancePercentage <= thresholdPercentage) return { status: 'PASSED', variancePercentage, thresholdPercentage };
    const differenceImage = `${basename(fileName, '.png')}-difference.png`;
    writeFileSync(
      join(this.artifacts, differenceImage),
      PNG.sync.write(difference, { deflateLevel: 3, filterType: 0 }),
    );
    return {
      status: 'FAILED',
      variancePercentage,
      thresholdPercentage,
      differenceImage,
      reason: `${variancePercentage} % of its pixels differ from the baseline (threshold: ${thresholdPercentage} %), shown in ${differenceImage}`,
    };
  }
}

function blank(image: PNG, area: IgnoredArea): void {
  const left = Math.max(0, Math.floor(area.x));
  const right = Math.min(image.width, Math.ceil(area.x + area.width));
  const bottom = Math.min(image.height, Math.ceil(area.y + area.height));
  for (let y = Math.max(0, Math.floor(area.y)); y < bottom; y++) {
    if (right > left) image.data.fill(255, (y * image.width + left) * 4, (y * image.width + right) * 4);
  }
}

function sameScreenshot(name: string, fileName: string): boolean {
  return basename(name, '.png') === basename(fileName, '.png');
}

function colorOf(hex: unknown): [number, number, number] {
  const [, digits = 'ff0000'] = /^#?([0-9a-f]{6})/i.exec(String(hex)) ?? [];
  return [0, 2, 4].map((index) => Number.parseInt(digits.slice(index, index + 2), 16)) as [number, number, number];
}

/**
 * `ignore.json` in the baseline's directory: `{ "01-home-succeeded.png": [[x, y, width, height], …] }` in pixels.
 *
 * @throws Error where it is not that
 */
function readIgnoredAreas(file: string): IgnoredArea[] {
  if (!existsSync(file)) return [];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`);
  }
  return Object.entries(content as Record<string, unknown>).flatMap(([screenshot, areas]) =>
    (Array.isArray(areas) ? areas : [areas]).map((area) => {
      const numbers = Array.isArray(area) ? area.map(Number) : [];
      const [x, y, width, height] = numbers;
      if (
        x === undefined ||
        y === undefined ||
        width === undefined ||
        height === undefined ||
        numbers.some(Number.isNaN)
      ) {
        throw new Error(`${file}: ${screenshot} holds ${JSON.stringify(area)}, which is not [x, y, width, height].`);
      }
      return { screenshot, x, y, width, height };
    }),
  );
}
