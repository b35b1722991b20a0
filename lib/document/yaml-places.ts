import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Path } from './located-document';
import { longForm } from './short-tags';
import { isMergeKey } from './yaml-reader';

interface FoundNode {
  readonly key: Node;
  readonly value: Node;
}

/** Finds the nodes of a YAML document by the paths of their values. */
export class YamlPlaces {
  constructor(
    private readonly root: Node | null,
    private readonly targets: ReadonlyMap<Alias, Node>,
    private readonly shortTags: boolean,
  ) {}

  /** The value at a path, or the nearest around it. `undefined`: the document is empty. */
  find(path: Path): FoundNode | undefined {
    if (this.root === null) return undefined;
    let found: FoundNode = { key: this.root, value: this.root };
    for (const step of path) {
      const next = this.#enter(found.value, String(step)) ?? this.#asFunction(found, step);
      if (next === undefined) break;
      found = next;
    }
    return found;
  }

  #enter(node: unknown, step: string): FoundNode | undefined {
    if (isAlias(node)) return this.#enter(this.targets.get(node), step);
    if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | null | undefined;
      return item ? { key: item, value: item } : undefined;
    }
    if (!isMap(node)) return undefined;
    const pair = node.items.find((each) => this.#keyOf(each) === step && !isMergeKey(each));
    if (pair !== undefined) {
      const key = pair.key as Node;
      return { key, value: (pair.value as Node | null) ?? key };
    }
    return this.#firstOf(
      node.items.filter(isMergeKey).map(({ value }) => value),
      step,
    );
  }

  /** Of maps that are merged, the first that has the key. */
  #firstOf(maps: readonly unknown[], step: string): FoundNode | undefined {
    for (const map of maps) {
      const target = isAlias(map) ? this.targets.get(map) : map;
      const found = isSeq(target) ? this.#firstOf(target.items, step) : this.#enter(target, step);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** `!Sub text` is written where the value of its `Fn::Sub` is. */
  #asFunction(found: FoundNode, step: string | number): FoundNode | undefined {
    return this.shortTags && longForm(found.value.tag) === step ? found : undefined;
  }

  #keyOf({ key }: Pair): string | undefined {
    const target = isAlias(key) ? this.targets.get(key) : key;
    return isScalar(target) ? String(target.value) : undefined;
  }
}
