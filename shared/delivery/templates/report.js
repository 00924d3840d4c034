"use strict";
// The page is complete without this: here are only conveniences.

const players = [...document.querySelectorAll("video")];

// One film at a time.
for (const player of players) {
  player.addEventListener("play", () => players.forEach((other) => other !== player && other.pause()));
}

// A player far down the page asks for its file when it comes near the window.
if ("IntersectionObserver" in window) {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      target.preload = "metadata";
      near.unobserve(target);
    }
  }, { rootMargin: "600px" });
  players.filter((player) => player.preload === "none").forEach((player) => near.observe(player));
}

// A scene's time plays it in its episode's player.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.play");
  if (!link) return;
  const player = players.find((candidate) => candidate.dataset.episode === link.dataset.episode);
  if (!player) return;
  event.preventDefault();
  const start = () => {
    player.currentTime = Number(link.dataset.at);
    player.play().catch(() => {});
  };
  player.closest(".episode").scrollIntoView({ block: "center" });
  player.focus({ preventScroll: true });
  if (player.readyState >= 1) {
    start();
  } else {
    player.addEventListener("loadedmetadata", start, { once: true });
    player.preload = "metadata";
    player.load();
  }
});

// Fold and unfold a section.
for (const button of document.querySelectorAll("button[data-fold]")) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    for (const fold of document.querySelectorAll(`${button.dataset.fold} > details, ${button.dataset.fold} .gantt > details`)) {
      fold.open = "open" in button.dataset;
    }
  });
}

// A link to a scene unfolds what it is in.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
};
window.addEventListener("hashchange", unfold);
unfold();

// Times in the reader's own zone.
for (const time of document.querySelectorAll("time")) {
  time.title = time.textContent;
  time.textContent = new Date(time.dateTime).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

// What a bar of the timeline stands for, beside the pointer at once.
const tip = document.getElementById("tip");
document.addEventListener("pointermove", (event) => {
  const bar = event.target.closest && event.target.closest("rect.bar");
  if (bar && bar.firstElementChild) {
    bar.dataset.label = bar.firstElementChild.textContent;
    bar.firstElementChild.remove();
  }
  tip.hidden = !(bar && bar.dataset.label);
  if (tip.hidden) return;
  tip.textContent = bar.dataset.label;
  // The policy forbids style attributes in the page; the script may set them.
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 12, innerWidth - width - 8))}px`;
  tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
});
