const Sequencer = require('@jest/test-sequencer').default;

/** Tests that rehearse whole applications take longest, and a clean clone knows no times: begun first, none is left alone at the end. */
const LONG = /\/(rehearsal|pipeline|package|stacks|report)\/[^/]+\.test\.ts$/;

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.test(path);
    const inOrder = super.sort(tests);
    const scenarios = inOrder.filter(({ path }) => path.includes('scenarios-that'));
    const long = inOrder.filter((test) => isLong(test) && !scenarios.includes(test));
    return [...scenarios, ...long, ...inOrder.filter((test) => !isLong(test))];
  }
};
