/**
 * Whether the parts of a figure cover it, as `tools/cover.py` says it: here while somebody types.
 *
 * Figures are whole units. A part is {units, weight, last}; `last`: its period ends with the whole's.
 */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

function ratioOf(target, direction, parts) {
    const figures = parts.map((part) => part.units);
    const worst = direction === "up" ? Math.min(...figures) : Math.max(...figures);
    const good = direction === "up" ? worst >= target : worst <= target;
    if (good || !parts.every((part) => part.weight > 0)) {
        return worst;
    }
    return sum(parts.map((part) => part.units * part.weight)) / sum(parts.map((part) => part.weight));
}

/** {shared, rest, status}: "none" without parts; "exact", "short" (not covered) or "over" (covered, with more to spare). */
export function coverOf({ kind, direction, target }, parts) {
    if (!parts.length) {
        return { shared: 0, rest: target ?? 0, status: "none" };
    }
    const shared = {
        flow: () => sum(parts.map((part) => part.units)),
        stock: () => sum(parts.filter((part) => part.last).map((part) => part.units)),
        ratio: () => ratioOf(target ?? 0, direction, parts),
    }[kind]();
    if (target === null) {
        return { shared, rest: 0, status: "free" };
    }
    const rest = target - shared;
    const covered = direction === "up" ? shared >= target : shared <= target;
    return { shared, rest, status: rest === 0 ? "exact" : covered ? "over" : "short" };
}
