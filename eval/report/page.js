"use strict";
// Without this script every failure is shown, unfolded.
const form = document.getElementById("filters");
if (form) {
  const cases = [...document.querySelectorAll("#cases > details")];
  const texts = cases.map((one) => fold(one.textContent));
  const shown = document.getElementById("shown");

  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/\s+/g, " ");
  }

  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    const words = fold(wanted.text.trim());
    let count = 0;
    cases.forEach((one, at) => {
      const fits =
        (!wanted.category || one.dataset.category === wanted.category) &&
        (!wanted.kind || one.dataset.kind.split(" ").includes(wanted.kind)) &&
        (!wanted.change || one.dataset.change === wanted.change) &&
        texts[at].includes(words);
      one.hidden = !fits;
      count += fits;
    });
    const said = shown.dataset.words.replace("{shown}", count).replace("{n}", cases.length);
    shown.textContent = count ? said : shown.dataset.none;
  }

  function unfold(open) {
    cases.forEach((one) => { one.open = open; });
  }

  function openTarget() {
    const target = location.hash.startsWith("#case-") && document.getElementById(location.hash.slice(1));
    if (!target) return;
    form.reset();
    filter();
    target.open = true;
    target.scrollIntoView();
  }

  let before = [];
  window.addEventListener("beforeprint", () => {
    before = cases.map((one) => one.open);
    unfold(true);
  });
  window.addEventListener("afterprint", () => cases.forEach((one, at) => { one.open = before[at]; }));
  window.addEventListener("hashchange", openTarget);
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("open-all").addEventListener("click", () => unfold(true));
  document.getElementById("close-all").addEventListener("click", () => unfold(false));
  form.hidden = false;
  shown.hidden = false;
  unfold(false);
  filter();
  openTarget();
}
