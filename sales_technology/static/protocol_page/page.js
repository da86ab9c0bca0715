/* The client's page works without this file: then one signs with one's name. It adds drawing and keeps
   a form from being sent twice (the server does not rely on it). */
(() => {
    "use strict";

    for (const form of document.querySelectorAll("form[data-once]")) {
        form.addEventListener("submit", (ev) => {
            if (ev.defaultPrevented) {
                return;
            }
            const button = form.querySelector("button[type=submit]");
            setTimeout(() => (button.disabled = true));
        });
    }
    // Coming back by the browser's button: the form can be used again.
    window.addEventListener("pageshow", () => {
        for (const button of document.querySelectorAll("button[type=submit]")) {
            button.disabled = false;
        }
    });

    const form = document.querySelector("form.sign");
    if (!form || !window.SignaturePad) {
        return;
    }
    const area = form.querySelector(".pad");
    const canvas = form.querySelector("canvas");
    const typed = form.querySelector(".typed");
    const problem = form.querySelector(".problem");
    const nameInput = form.elements.name;
    let mode = "draw";
    area.hidden = false;
    const pad = new window.SignaturePad(canvas, { penColor: "#0b2545", minWidth: 1, maxWidth: 3 });

    let fittedWidth = 0;
    function fitCanvas() {
        // A phone's bars coming and going change the height only: a stroke being drawn stays.
        if (!canvas.clientWidth || canvas.clientWidth === fittedWidth) {
            return;
        }
        fittedWidth = canvas.clientWidth;
        const strokes = pad.toData();
        const scale = Math.min(Math.max(window.devicePixelRatio || 1, 1), 2);
        canvas.width = canvas.clientWidth * scale;
        canvas.height = (canvas.clientWidth / 3) * scale;
        canvas.getContext("2d").scale(scale, scale);
        pad.clear();
        pad.fromData(strokes);
    }

    function choose(next) {
        mode = next;
        problem.textContent = "";
        for (const tab of form.querySelectorAll(".tab")) {
            tab.setAttribute("aria-pressed", tab.dataset.mode === mode ? "true" : "false");
        }
        form.querySelector(".draw").hidden = mode !== "draw";
        showTyped();
    }

    function showTyped() {
        typed.textContent = mode === "type" ? nameInput.value : "";
    }

    form.closest("details").addEventListener("toggle", fitCanvas);
    for (const tab of form.querySelectorAll(".tab")) {
        tab.addEventListener("click", () => choose(tab.dataset.mode));
    }
    form.querySelector(".clear").addEventListener("click", () => pad.clear());
    nameInput.addEventListener("input", showTyped);
    window.addEventListener("resize", fitCanvas);
    fitCanvas();
    choose("draw");

    form.addEventListener(
        "submit",
        (ev) => {
            problem.textContent = "";
            if (mode === "draw" && pad.isEmpty()) {
                ev.preventDefault();
                ev.stopImmediatePropagation();
                problem.textContent = area.dataset.empty;
                canvas.scrollIntoView({ block: "center" });
                return;
            }
            form.elements.signature.value = mode === "draw" ? pad.toDataURL("image/png") : "";
        },
        true
    );
})();
