import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Path, Place } from './located-document';
import { deepest, tooDeep } from './nesting';
import type { Malformation } from './read-document';
import { intrinsic, longForm } from './short-tags';

/** Values that aliases may repeat: aliases of aliases of lists grow without bound ("billion laughs"). */
const mostRepeated = 300_000;

const tooLarge = {
  kind: 'limit',
  message: `The document is too large: its aliases repeat more than ${mostRepeated.toLocaleString('en')} values.`,
  fix: 'Write out what the aliases mean, or use fewer of them.',
} as const;

export interface YamlReaderOptions {
  readonly shortTags: boolean;
  readonly asText: ((path: Path) => boolean) | undefined;
  readonly refuse: (words: Omit<Malformation, keyof Place>, node: Node) => never;
}

/** Makes plain data of the nodes of a YAML document. */
export class YamlReader {
  /** What each alias stands for. */
  readonly targets = new Map<Alias, Node>();
  /** The nodes with an anchor, up to where the reader is: an alias means the last one before it. */
  readonly #anchored = new Map<string, Node>();
  readonly #path: (string | number)[] = [];
  #aliases = 0;
  #repeated = 0;

  constructor(private readonly options: YamlReaderOptions) {}

  read(node: unknown): unknown {
    if (node === null || node === undefined) return null;
    const { refuse, shortTags } = this.options;
    const here = node as Node;
    if (this.#path.length > deepest) return refuse(tooDeep, here);
    if (this.#aliases > 0 && ++this.#repeated > mostRepeated) return refuse(tooLarge, here);
    if (isAlias(node)) return this.#alias(node);
    this.#remember(here);
    if (shortTags && isForeign(here.tag))
      return this.#refuse(
        here,
        `The tag ${here.tag} is none of CloudFormation's.`,
        'Write a function such as !Ref or !Sub, or leave it out.',
      );
    const value = this.#untagged(node);
    const name = shortTags ? longForm(here.tag) : undefined;
    return name === undefined ? value : intrinsic(name, value);
  }

  #remember(node: Node): void {
    if (this.#aliases === 0 && 'anchor' in node && node.anchor !== undefined) this.#anchored.set(node.anchor, node);
  }

  #alias(alias: Alias): unknown {
    const target = this.#targetOf(alias);
    this.#aliases++;
    const value = this.read(target);
    this.#aliases--;
    return value;
  }

  #targetOf(alias: Alias): Node {
    const target = this.targets.get(alias) ?? this.#anchored.get(alias.source);
    if (target === undefined)
      return this.#refuse(alias, `No value before this one has the anchor &${alias.source}.`, 'Correct the name.');
    this.targets.set(alias, target);
    return target;
  }

  #untagged(node: unknown): unknown {
    if (isScalar(node)) return this.#scalar(node);
    if (isSeq(node)) return node.items.map((item, index) => this.#inside(index, item));
    return isMap(node) ? this.#map(node) : null;
  }

  #inside(step: string | number, node: unknown): unknown {
    this.#path.push(step);
    const value = this.read(node);
    this.#path.pop();
    return value;
  }

  #scalar(node: Scalar): unknown {
    const { value, source, type } = node;
    if (type !== 'PLAIN' || source === undefined || value === null || typeof value === 'string') return value;
    // YAML 1.2 reads 012345678901 as a number; an account must keep its digits.
    const isPlain = typeof value === 'boolean' || (typeof value === 'number' && !/^[-+]?0\d/.test(source));
    return isPlain && this.options.asText?.(this.#path) !== true ? value : source;
  }

  #map(node: YAMLMap): Readonly<Record<string, unknown>> {
    const own = new Map<string, unknown>();
    const merged: unknown[] = [];
    for (const pair of node.items) {
      const key = this.#keyOf(pair, node);
      const value = this.#inside(key, pair.value);
      if (isMergeKey(pair)) merged.push(value);
      else if (own.has(key)) this.#refuse(pair.key as Node, `The key "${key}" is here twice.`, 'Remove one of them.');
      else own.set(key, value);
    }
    if (merged.length === 0) return Object.fromEntries(own);
    // A map's own keys count before those of the maps it merges, and of these the first.
    const maps = merged.flat().filter((each) => typeof each === 'object' && each !== null);
    return Object.fromEntries([...maps.reverse().flatMap((map) => Object.entries(map)), ...own]);
  }

  #keyOf(pair: Pair, around: Node): string {
    const key = isAlias(pair.key) ? this.#targetOf(pair.key) : pair.key;
    if (isScalar(key)) {
      this.#remember(key);
      return String(key.value);
    }
    return this.#refuse(
      (pair.key as Node | null) ?? around,
      'A key is a plain word here, not a list or a map.',
      'Write the key as a word, in quotes where it holds brackets or braces.',
    );
  }

  #refuse(node: Node, message: string, fix: string): never {
    return this.options.refuse({ kind: 'syntax', message, fix }, node);
  }
}

/** YAML's own tags, such as `!!str`, are written out as `tag:yaml.org,2002:str`. */
function isForeign(tag: string | undefined): boolean {
  return tag?.startsWith('!') === true && tag !== '!' && longForm(tag) === undefined;
}

/** https://yaml.org/type/merge.html */
export function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}
