import { Component, onWillStart, onWillUnmount, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const EVERY = 60_000;
const LABELS = {
    calls: _t("Calls"),
    meetings: _t("Meetings"),
    missed: _t("Missed yesterday"),
    overdue: _t("Overdue"),
    open: _t("Open"),
};
const REMEMBERED = "salestech_standup_team";

/** A group's day for a wall: nothing to press, read from three metres, refreshed by itself. */
export class StandupWall extends Component {
    static template = "sales_technology.StandupWall";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.labels = LABELS;
        this.state = useState({ board: null, lost: false });
        // Each screen keeps the group it was set to, whoever looks at the others.
        this.teamId = Number(browser.localStorage.getItem(REMEMBERED)) || false;
        onWillStart(() => this.load());
        const timer = browser.setInterval(() => this.load(), EVERY);
        onWillUnmount(() => browser.clearInterval(timer));
        useExternalListener(document, "visibilitychange", () => document.visibilityState === "visible" && this.load());
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
    }

    async load() {
        try {
            this.state.board = await this.orm.silent.call("salestech.meeting", "get_standup", [this.teamId]);
            this.state.lost = false;
        } catch (error) {
            // The figures of before stay on the wall, marked as old; the first call has nothing to keep.
            if (!this.state.board) {
                throw error;
            }
            this.state.lost = true;
        }
    }

    chooseTeam(ev) {
        this.teamId = Number(ev.target.value);
        browser.localStorage.setItem(REMEMBERED, String(this.teamId));
        return this.load();
    }

    onKeydown(ev) {
        const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(ev.target.tagName) || ev.target.isContentEditable;
        if (ev.code === "KeyF" && !isTyping && !ev.ctrlKey && !ev.metaKey && !ev.altKey) {
            this.toggleFullscreen();
        }
    }

    toggleFullscreen() {
        return document.fullscreenElement ? document.exitFullscreen() : this.root.el.requestFullscreen();
    }

    get day() {
        return deserializeDate(this.state.board.day).toFormat("cccc, d MMMM");
    }

    get asOf() {
        return deserializeDateTime(this.state.board.as_of).toFormat("HH:mm");
    }

    date(text) {
        return text ? deserializeDate(text).toFormat("d MMM") : "";
    }

    figure(indicator, value) {
        return value === null ? "–" : formatFloat(value, { digits: [16, indicator.digits], trailingZeros: false });
    }
}

registry.category("actions").add("sales_technology.standup_wall", StandupWall);
