import fc from 'fast-check';
import { expand, lengthOf, parseValues, SeriesValueError } from '../../lib/alarm-tests/series';
import { parseSeries, printSeries, SeriesSyntaxError, type Stretch } from '../../lib/alarm-tests/series-notation';

const values = (text: unknown) => [...expand(parseValues(text))];

describe('the notation of a series', () => {
  it.each([
    ['5', [5]],
    ['0 0 5', [0, 0, 5]],
    ['5x3', [5, 5, 5, 5]],
    ['5x0', [5]],
    ['_', [null]],
    ['_x2', [null, null, null]],
    ['1+1x4', [1, 2, 3, 4, 5]],
    ['9-2x3', [9, 7, 5, 3]],
    ['-2+4x3', [-2, 2, 6, 10]],
    ['-5', [-5]],
    ['-5x1', [-5, -5]],
    ['-1-1x2', [-1, -2, -3]],
    ['0.5+0.25x2', [0.5, 0.75, 1]],
    ['1e3 2.5e-1', [1000, 0.25]],
    ['  7 \n\t8  ', [7, 8]],
    ['0 0 5x3 _ _x2 1+1x4', [0, 0, 5, 5, 5, 5, null, null, null, null, 1, 2, 3, 4, 5]],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it.each([
    ['', 0, 'empty'],
    ['1 2 three', 4, '"three" is not an item'],
    ['1,2,3', 0, 'parted by spaces'],
    ['1 5x 2', 2, '"5x" is not an item'],
    ['1+1', 0, 'how many steps'],
    ['NaN', 0, 'finite numbers'],
    ['1 null', 2, '_ is no data'],
    ['1e400', 0, 'beyond the values'],
    ['1+1e300x1000', 0, 'beyond the values'],
    ['1 0x999999999999', 2, 'more than 267840 values'],
  ])('refuses %j at offset %i', (text, offset, message) => {
    const refused = () => parseSeries(text);
    expect(refused).toThrow(SeriesSyntaxError);
    expect(refused).toThrow(message);
    expect(() => parseSeries(text)).toThrow(expect.objectContaining({ offset }));
  });

  it('reads what it prints', () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0),
    );
    const stretch: fc.Arbitrary<Stretch> = fc.record({
      start: fc.option(number),
      step: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -1000, max: 1000 }).map((value) => value + 0),
      ),
      length: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 20 }), (stretches) => {
        const before = values(printSeries(stretches));
        expect([...expand({ stretches })]).toEqual(before);
        expect(lengthOf({ stretches })).toBe(before.length);
      }),
    );
  });

  it('takes any text of 10 kB or refuses it with an offset inside it', () => {
    const pieces = fc.constantFrom(
      '5',
      'x',
      '_',
      '+',
      '-',
      '.',
      'e',
      ' ',
      '9',
      '0',
      '1+1x4',
      '_x2',
      'é',
      '\n',
      'x99999',
    );
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(pieces, { maxLength: 3000 }).map((parts) => parts.join('').slice(0, 10_000)),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          const stretches = parseSeries(input);
          expect(parseSeries(printSeries(stretches)).length).toBe(stretches.length);
        } catch (error) {
          if (!(error instanceof SeriesSyntaxError)) throw error;
          expect(error.offset).toBeGreaterThanOrEqual(0);
          expect(error.offset).toBeLessThanOrEqual(input.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a list of values', () => {
  it('holds numbers, raw samples, statistic sets and nothing', () => {
    const list = [1, [10, 12, 900], { n: 3, sum: 6, min: 1, max: 3 }, null];
    expect(values(list)).toEqual(list);
  });

  it.each([
    [[], undefined, 'empty'],
    [[1, []], 1, 'null'],
    [[1, 'x'], 1, '"x" is not the value of an interval'],
    [[[1, null]], 0, 'null is not a number'],
    [[{ n: 1, sum: 1, min: 1 }], 0, 'has no max'],
    [[{ n: 1, sum: 1, min: 1, max: 1, avg: 1 }], 0, '"avg" is not part'],
    [[{ n: 0, sum: 0, min: 0, max: 0 }], 0, 'more than 0 samples'],
    [[{ n: 2, sum: 5, min: 3, max: 1 }], 0, 'greater than max'],
    [[{ n: 2, sum: 50, min: 1, max: 3 }], 0, 'cannot have the sum 50'],
    [[Number.POSITIVE_INFINITY], 0, 'beyond'],
    [{ a: 1 }, undefined, 'or a list'],
  ])('refuses %j', (list, index, message) => {
    expect(() => parseValues(list)).toThrow(SeriesValueError);
    expect(() => parseValues(list)).toThrow(message);
    expect(() => parseValues(list)).toThrow(expect.objectContaining({ index }));
  });
});
