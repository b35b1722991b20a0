const tasks = new Set<() => void>();
let watching = false;

/**
 * Has something done should this process exit before it is called off: the last that was asked for comes first.
 * Returns what calls it off.
 */
export function atExit(task: () => void): () => void {
  tasks.add(task);
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const next of [...tasks].reverse()) next();
    });
  }
  return () => {
    tasks.delete(task);
  };
}
