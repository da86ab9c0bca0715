/**
 * The columns of the sheet. Plans below differ by period and by owner; a column is one of them, or all of one owner or
 * of one period folded together. `leaves` are places in the list of children.
 */

const AXES = {
    owner: { id: "owner", name: "owner_name" },
    period: { id: "period", name: "period_name" },
};

/** Which views there are: one where all plans below are of one owner, or of one period. */
export function viewsOf(children) {
    const many = (axis) => new Set(children.map((child) => child[axis])).size > 1;
    return many("owner") && many("period") ? ["owner", "period", "both"] : ["both"];
}

function leafColumn(child, index, names) {
    return {
        key: `plan-${child.id}`,
        name: names.map((name) => child[name]).find(Boolean) || "",
        sub: names.length > 1 && child[names[0]] ? child[names[1]] : "",
        leaves: [index],
        state: child.state,
        stateName: child.state_name,
        editable: child.editable,
        childId: child.id,
    };
}

function fold(children, indexes, axis) {
    const first = children[indexes[0]];
    return {
        key: `${axis}-${first[AXES[axis].id]}`,
        name: first[AXES[axis].name],
        sub: "",
        leaves: indexes,
        state: indexes.every((index) => children[index].state !== "draft") ? first.state : "draft",
        stateName: first.state_name,
        editable: indexes.some((index) => children[index].editable),
        folded: true,
    };
}

function folds(children, axis) {
    const groups = new Map();
    children.forEach((child, index) => {
        const key = child[AXES[axis].id];
        groups.set(key, [...(groups.get(key) || []), index]);
    });
    return [...groups.values()].map((indexes) => fold(children, indexes, axis));
}

/**
 * @param {Object[]} children as `get_grid` gives them
 * @param {{across: string, only: string|null}} view `only`: the key of a folded column that is opened
 */
export function columnsOf(children, { across, only }) {
    const opened = only && ["owner", "period"].flatMap((axis) => folds(children, axis)).find((column) => column.key === only);
    if (opened) {
        const name = only.startsWith("owner") ? "period_name" : "owner_name";
        return [opened, ...opened.leaves.map((index) => leafColumn(children[index], index, [name]))];
    }
    if (across !== "both") {
        return folds(children, across);
    }
    return children.map((child, index) => leafColumn(child, index, ["owner_name", "period_name"]));
}
