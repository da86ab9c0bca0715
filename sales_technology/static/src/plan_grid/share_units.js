/**
 * Whole units shared out by weight, so that the parts always add up to the whole: the largest remainder, as in
 * `tools/sharing.py`. Here for what has to answer while somebody types.
 *
 * @param {number} units how many
 * @param {number[]} weights whole numbers; all zero count as equal
 */
export function shareUnits(units, weights) {
    if (!weights.length) {
        return [];
    }
    const given = weights.some(Boolean) ? weights : weights.map(() => 1);
    const total = given.reduce((sum, weight) => sum + BigInt(weight), 0n);
    const cuts = given.map((weight, index) => {
        const exact = BigInt(units) * BigInt(weight);
        return { index, share: exact / total, rest: exact % total };
    });
    let left = BigInt(units) - cuts.reduce((sum, cut) => sum + cut.share, 0n);
    const order = [...cuts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
    for (const cut of order) {
        if (left <= 0n) {
            break;
        }
        cut.share += 1n;
        left -= 1n;
    }
    return cuts.map((cut) => Number(cut.share));
}
